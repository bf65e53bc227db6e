import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  LoaderCircle,
  Play,
  SkipForward,
  type LucideIcon,
} from "lucide-react";
import type { StepRunStatus } from "#lib/domain/run.ts";

/** A step's state in a word, an icon and a colour; the colour never stands alone. */
export const STATUS_LOOK = {
  blocked: {
    word: "Blocked",
    icon: CircleDashed,
    text: "text-status-blocked",
    color: "var(--color-status-blocked)",
  },
  ready: { word: "Ready", icon: Play, text: "text-status-ready", color: "var(--color-status-ready)" },
  running: {
    word: "Running",
    icon: LoaderCircle,
    text: "text-status-running",
    color: "var(--color-status-running)",
  },
  waiting: {
    word: "Waiting",
    icon: Clock,
    text: "text-status-waiting",
    color: "var(--color-status-waiting)",
  },
  succeeded: {
    word: "Succeeded",
    icon: CircleCheck,
    text: "text-status-succeeded",
    color: "var(--color-status-succeeded)",
  },
  failed: { word: "Failed", icon: CircleX, text: "text-status-failed", color: "var(--color-status-failed)" },
  skipped: {
    word: "Skipped",
    icon: SkipForward,
    text: "text-status-skipped",
    color: "var(--color-status-skipped)",
  },
  cancelled: {
    word: "Cancelled",
    icon: Ban,
    text: "text-status-cancelled",
    color: "var(--color-status-cancelled)",
  },
} as const satisfies Record<StepRunStatus, { word: string; icon: LucideIcon; text: string; color: string }>;

/** A state's colour as a line or a mark has it; without one, that of what is only planned. */
export function statusColour(status: StepRunStatus | null | undefined): string {
  return status ? STATUS_LOOK[status].color : "var(--color-line-strong)";
}
