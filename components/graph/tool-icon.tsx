import {
  Archive,
  CalendarDays,
  ChartColumn,
  ChartSpline,
  Coins,
  Database,
  FileText,
  Globe,
  MessageCircleQuestion,
  PenLine,
  Search,
  SquareCode,
  Tags,
  Timer,
  Workflow,
  Wrench,
  type LucideIcon,
} from "lucide-react";

/** Icons by a tool's family, the part of its name before the dot. A family without one gets a wrench. */
const FAMILIES: Readonly<Record<string, LucideIcon>> = {
  budget: Coins,
  cache: Archive,
  calendar: CalendarDays,
  chart: ChartSpline,
  code: SquareCode,
  data: Database,
  document: FileText,
  human: MessageCircleQuestion,
  keywords: Tags,
  knowledge: Search,
  metrics: ChartColumn,
  subplan: Workflow,
  text: PenLine,
  wait: Timer,
  web: Globe,
};

/** The icon of a tool by its name ("knowledge.search"); decoration, its name is always written beside it. */
export function ToolIcon({ tool, className }: { tool: string; className?: string }) {
  const Icon = FAMILIES[tool.split(".")[0] ?? ""] ?? Wrench;
  return <Icon aria-hidden className={className} />;
}
