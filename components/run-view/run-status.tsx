import { Ban, CircleAlert, CircleCheck, CirclePause, CircleX, Hourglass, LoaderCircle } from "lucide-react";
import type { RunStatus } from "#lib/domain/run.ts";
import { Badge, type Tone } from "#components/ui/badge.tsx";

const LOOKS = {
  queued: { word: "Queued", tone: "ready", icon: Hourglass },
  running: { word: "Running", tone: "running", icon: LoaderCircle },
  pausing: { word: "Pausing", tone: "waiting", icon: CirclePause },
  paused: { word: "Paused", tone: "waiting", icon: CirclePause },
  needs_attention: { word: "Needs attention", tone: "failed", icon: CircleAlert },
  aborting: { word: "Aborting", tone: "cancelled", icon: Ban },
  succeeded: { word: "Succeeded", tone: "succeeded", icon: CircleCheck },
  failed: { word: "Failed", tone: "failed", icon: CircleX },
  aborted: { word: "Aborted", tone: "cancelled", icon: Ban },
} as const satisfies Record<RunStatus, { word: string; tone: Tone; icon: typeof Ban }>;

/** A run's state in a word. */
export function runStatusWord(status: RunStatus): string {
  return LOOKS[status].word;
}

/** Nothing will change the run any more. */
export function isRunOver(status: RunStatus): boolean {
  return status === "succeeded" || status === "failed" || status === "aborted";
}

/** A run's state as a word with its icon and colour. */
export function RunStatusBadge({ status }: { status: RunStatus }) {
  const { word, tone, icon: Icon } = LOOKS[status];
  const turning = status === "running";
  return (
    <Badge tone={tone} icon={<Icon aria-hidden="true" className={turning ? "animate-spin" : undefined} />}>
      {word}
    </Badge>
  );
}
