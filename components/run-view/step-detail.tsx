"use client";

import { useState, type ReactNode } from "react";
import { countOf } from "#lib/domain/count-of.ts";
import type { AttemptStatus, AttemptView, StepRunView, ToolCallView } from "#lib/domain/run.ts";
import type { Step } from "#lib/domain/step.ts";
import type { RunView } from "#lib/domain/view.ts";
import { failureOf } from "#components/shell/api.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { classes } from "#components/ui/classes.ts";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { ChildRuns } from "./child-runs.tsx";
import { CallParts } from "./call-detail.tsx";
import { CALL_LOOKS } from "./call-looks.ts";
import { FileList } from "./file-list.tsx";
import { ModelRequests } from "./model-requests.tsx";
import { LargeOutput } from "./large-output.tsx";
import { OutputView } from "./output-view.tsx";
import { Duration } from "./run-duration.tsx";
import { StepChecks } from "./step-checks.tsx";
import { StepLog } from "./step-log.tsx";
import type { RunEvents } from "./use-run-events.ts";
import { useStepRun } from "./use-step-run.ts";
import { ValueView } from "./value-view.tsx";

const ATTEMPTS = {
  running: { word: "Running", tone: "running" },
  succeeded: { word: "Succeeded", tone: "succeeded" },
  failed: { word: "Failed", tone: "failed" },
  lost: { word: "Worker lost", tone: "waiting" },
  cancelled: { word: "Cancelled", tone: "cancelled" },
  unknown: { word: "Outcome unknown", tone: "waiting" },
  parked: { word: "Waited", tone: "waiting" },
} as const satisfies Record<AttemptStatus, { word: string; tone: Tone }>;

/** What is fetched of a step when it is opened: output, files, input, attempts, checks, tool calls, requests to models, and its log. */
export function StepDetail({
  run,
  step,
  state,
  events,
}: {
  run: RunView;
  step: Step;
  state: StepRunView;
  /** null: what happened in between is not the reader's to see, and there is no log. */
  events: RunEvents | null;
}) {
  const runId = run.id;
  const detail = useStepRun(runId, state);
  if (detail.isPending) return <SkeletonRows label="Loading the step" />;
  if (!detail.data) return <ErrorNote {...failureOf(detail.error)} onRetry={() => void detail.refetch()} />;
  const { input, output, large, files, attempts, toolCalls, modelCalls, children } = detail.data;
  return (
    <>
      <ChildRuns runs={children} />
      {state.hasOutput && (
        <Fold title="Output" open>
          <div className="flex flex-col gap-3">
            <FileList runId={runId} stepId={state.stepId} files={files} />
            {large ? (
              <LargeOutput runId={runId} stepId={state.stepId} first={large} />
            ) : (
              <OutputView runId={runId} stepId={state.stepId} output={output} />
            )}
          </div>
        </Fold>
      )}
      {input !== null && (
        <Fold title="Input">
          <ValueView value={input} />
        </Fold>
      )}
      {attempts.length > 0 && (
        <Fold title={countOf(attempts.length, "attempt")} open={attempts.length > 1}>
          <ol className="space-y-2">
            {attempts.map((attempt) => (
              <Attempt key={attempt.attempt} attempt={attempt} />
            ))}
          </ol>
        </Fold>
      )}
      {attempts.length > 0 && (
        <Fold title="Checks" open={state.status === "failed"}>
          <StepChecks step={step} state={state} attempts={attempts} />
        </Fold>
      )}
      {toolCalls.length > 0 && (
        <Fold title={countOf(toolCalls.length, "tool call")}>
          <ol className="space-y-3">
            {toolCalls.map((call) => (
              <Call key={call.id} call={call} />
            ))}
          </ol>
        </Fold>
      )}
      {modelCalls.length > 0 && (
        <Fold
          title={modelCalls.length === 1 ? "1 request to a model" : `${modelCalls.length} requests to models`}
          open
        >
          <ModelRequests calls={modelCalls} />
        </Fold>
      )}
      {events && (
        <Later title="Log" heading onOpen={events.loadAll}>
          <StepLog run={run} stepId={state.stepId} events={events} />
        </Later>
      )}
      {attempts.length === 0 && !state.hasOutput && <p className="text-muted">This step has not started.</p>}
    </>
  );
}

function Fold({ title, open = false, children }: { title: string; open?: boolean; children: ReactNode }) {
  return (
    <details open={open}>
      <summary className="rounded-sm text-xs font-semibold text-muted">{title}</summary>
      <div className="mt-1.5">{children}</div>
    </details>
  );
}

function Attempt({ attempt }: { attempt: AttemptView }) {
  const look = ATTEMPTS[attempt.status];
  return (
    <li>
      <div className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
        <span className="tabular-nums">{attempt.attempt}.</span>
        <Badge tone={look.tone}>{look.word}</Badge>
        <Moment at={attempt.startedAt} clock className="tabular-nums" />
        <Duration from={attempt.startedAt} to={attempt.finishedAt} />
      </div>
      {attempt.error && <p className="mt-0.5 pl-4 wrap-anywhere">{attempt.error.message}</p>}
    </li>
  );
}

function Call({ call }: { call: ToolCallView }) {
  const look = CALL_LOOKS[call.status];
  return (
    <li>
      <div className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
        <code className="font-mono text-text">{call.tool}</code>
        <Badge tone={look.tone}>{look.word}</Badge>
        <Duration from={call.startedAt} to={call.finishedAt} />
        {call.attempt > 1 && <span>attempt {call.attempt}</span>}
      </div>
      {call.error && <p className="mt-0.5 wrap-anywhere">{call.error.message}</p>}
      <Later title="Arguments and result">
        <CallParts call={call} />
      </Later>
    </li>
  );
}

/** Is only built when it is opened: a step may have made hundreds of calls. */
function Later({
  title,
  heading = false,
  onOpen,
  children,
}: {
  title: string;
  heading?: boolean;
  onOpen?: () => void;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className={heading ? undefined : "mt-1"}
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
        if (currentTarget.open) onOpen?.();
      }}
    >
      <summary className={classes("rounded-sm text-xs text-muted", heading && "font-semibold")}>
        {title}
      </summary>
      {open && <div className="mt-1">{children}</div>}
    </details>
  );
}
