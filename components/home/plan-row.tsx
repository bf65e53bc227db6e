import Link from "next/link";
import { countOf } from "#lib/domain/count-of.ts";
import type { PlanStatus } from "#lib/domain/plan.ts";
import type { PlanSummary } from "#lib/domain/view.ts";
import { LinkWait } from "#components/shell/link-wait.tsx";
import { Moment } from "#components/shell/moment.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";

const LOOKS = {
  planning: { word: "Planning", tone: "running" },
  choosing: { word: "Waits for your choice", tone: "waiting" },
  clarifying: { word: "Waits for your answers", tone: "waiting" },
  stopped: { word: "Planning stopped", tone: "neutral" },
  draft: { word: "Draft", tone: "neutral" },
  failed: { word: "Planning failed", tone: "failed" },
} as const satisfies Record<PlanStatus, { word: string; tone: Tone }>;

/** One plan in a list: the whole row leads to it. */
export function PlanRow({ plan }: { plan: PlanSummary }) {
  const { word, tone } = LOOKS[plan.status];
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2.5 hover:bg-hover/60 has-focus-visible:bg-hover/60">
      <div className="min-w-0 flex-1 basis-64">
        <Link
          href={`/plans/${plan.id}`}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {plan.title}
          <LinkWait />
        </Link>
        <p className="truncate text-xs text-muted">{plan.goal}</p>
      </div>
      {plan.status !== "draft" && <Badge tone={tone}>{word}</Badge>}
      <span className="sm:w-16 sm:text-right text-xs text-muted tabular-nums">
        {countOf(plan.steps, "step")}
      </span>
      <Moment at={plan.updatedAt} className="sm:w-20 sm:text-right text-xs text-muted" />
    </li>
  );
}
