import type { ReactNode } from "react";
import { classes } from "./classes.ts";

export type Tone =
  | "neutral"
  | "accent"
  | "blocked"
  | "ready"
  | "running"
  | "waiting"
  | "succeeded"
  | "failed"
  | "skipped"
  | "cancelled";

const TONES: Record<Tone, string> = {
  neutral: "text-muted bg-well border-line",
  accent: "text-accent bg-accent-soft border-transparent",
  blocked: "text-status-blocked bg-status-blocked/8 border-status-blocked/25",
  ready: "text-status-ready bg-status-ready/8 border-status-ready/25",
  running: "text-status-running bg-status-running/8 border-status-running/25",
  waiting: "text-status-waiting bg-status-waiting/8 border-status-waiting/25",
  succeeded: "text-status-succeeded bg-status-succeeded/8 border-status-succeeded/25",
  failed: "text-status-failed bg-status-failed/8 border-status-failed/25",
  skipped: "text-status-skipped bg-status-skipped/8 border-status-skipped/25",
  cancelled: "text-status-cancelled bg-status-cancelled/8 border-status-cancelled/25",
};

/** A short word in a tinted box. Its colour says status and nothing else; the word says it too. */
export function Badge({
  tone = "neutral",
  icon,
  children,
  className,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={classes(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded-sm border px-1.5 text-xs font-medium whitespace-nowrap [&_svg]:size-3",
        TONES[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}
