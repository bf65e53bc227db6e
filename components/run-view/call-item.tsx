import { ChevronRight } from "lucide-react";
import type { StepRunView } from "#lib/domain/run.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { classes } from "#components/ui/classes.ts";
import { CallDetail } from "./call-detail.tsx";
import { CALL_LOOKS } from "./call-looks.ts";
import { Duration } from "./run-duration.tsx";
import type { CallRow } from "./run-events.ts";

/** One tool call of a run; it opens to its arguments and its result. */
export function CallItem({
  row,
  runId,
  step,
  title,
  shown,
  onToggle,
  onSelect,
}: {
  row: CallRow;
  runId: string;
  /** Null when it is no longer in the plan. */
  step: StepRunView | null;
  /** What the step is called. */
  title: string;
  shown: boolean;
  onToggle: () => void;
  /** Opens the step; null where it cannot be. */
  onSelect: ((stepId: string) => void) | null;
}) {
  // A short call is told of once, when it has its answer.
  const began = row.startedAt ?? row.finishedAt;
  return (
    <li className="border-b">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5 hover:bg-hover/60">
        <button
          type="button"
          aria-expanded={shown}
          onClick={onToggle}
          className="flex min-w-0 items-center gap-1.5 rounded-sm text-left"
        >
          <ChevronRight
            aria-hidden="true"
            className={classes("size-3.5 shrink-0 text-muted", shown && "rotate-90")}
          />
          <code className="font-mono text-xs wrap-anywhere">{row.tool}</code>
        </button>
        <Badge tone={CALL_LOOKS[row.status].tone}>{CALL_LOOKS[row.status].word}</Badge>
        {onSelect ? (
          <button
            type="button"
            className="min-w-0 text-left hover:underline"
            onClick={() => onSelect(row.stepId)}
          >
            {title}
          </button>
        ) : (
          <span className="min-w-0 wrap-anywhere">{title}</span>
        )}
        <span className="ml-auto flex gap-3 text-xs text-muted tabular-nums">
          {row.call > 0 && <span>fallback {row.call}</span>}
          {row.attempt > 1 && <span>attempt {row.attempt}</span>}
          {began && <Moment at={began} clock />}
          {row.startedAt && <Duration from={row.startedAt} to={row.finishedAt} />}
        </span>
        {row.takenBy !== null && (
          <p className="w-full pl-5 text-xs text-muted">
            Not called again: attempt {row.takenBy} took over{" "}
            {row.status === "failed" ? "that it had failed" : "its result"}.
          </p>
        )}
        {row.message && !shown && (
          <p className="w-full pl-5 text-xs wrap-anywhere text-muted">{row.message}</p>
        )}
      </div>
      {shown && (
        <div className="px-4 pt-1 pb-3 pl-9 max-sm:pl-4">
          {step ? (
            <CallDetail runId={runId} step={step} attempt={row.attempt} call={row.call} />
          ) : (
            <p className="text-muted">The step of this call is no longer in the plan.</p>
          )}
        </div>
      )}
    </li>
  );
}
