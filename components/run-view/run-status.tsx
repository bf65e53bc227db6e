import { Ban, CircleAlert, CircleCheck, CirclePause, CircleX, Hourglass, LoaderCircle } from "lucide-react";
import type { RunStatus, RunWait } from "#lib/domain/run.ts";
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

const WAITS: Record<RunWait, string> = {
  approval: "Waiting for approval",
  answer: "Waiting for an answer",
  spend: "Stopped: spend cap",
};

/** A run's state in a word, or what it stands still for. */
export function runStatusWord(status: RunStatus, waitsFor: RunWait | null = null): string {
  return waitsFor === null ? LOOKS[status].word : WAITS[waitsFor];
}

/** A run's state as a word with its icon and colour. */
export function RunStatusBadge({
  status,
  waitsFor = null,
}: {
  status: RunStatus;
  waitsFor?: RunWait | null;
}) {
  const { tone, icon: Icon } = LOOKS[waitsFor === null ? status : "paused"];
  const turning = status === "running";
  return (
    <Badge tone={tone} icon={<Icon aria-hidden="true" className={turning ? "animate-spin" : undefined} />}>
      {runStatusWord(status, waitsFor)}
    </Badge>
  );
}
