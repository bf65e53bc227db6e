"use client";

import type { ReactNode } from "react";
import type { AttemptStatus, AttemptView, StepRunView, ToolCallView } from "#lib/domain/run.ts";
import { failureOf } from "#components/shell/api.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { ChildRuns } from "./child-runs.tsx";
import { CALL_LOOKS } from "./call-list.tsx";
import { FileList } from "./file-list.tsx";
import { ModelRequests } from "./model-requests.tsx";
import { LargeOutput } from "./large-output.tsx";
import { OutputView } from "./output-view.tsx";
import { Duration } from "./run-duration.tsx";
import { useStepRun } from "./use-step-run.ts";
import { RawJson, ValueView } from "./value-view.tsx";

const ATTEMPTS = {
  running: { word: "Running", tone: "running" },
  succeeded: { word: "Succeeded", tone: "succeeded" },
  failed: { word: "Failed", tone: "failed" },
  lost: { word: "Worker lost", tone: "waiting" },
  cancelled: { word: "Cancelled", tone: "cancelled" },
  unknown: { word: "Outcome unknown", tone: "waiting" },
  parked: { word: "Waited", tone: "waiting" },
} as const satisfies Record<AttemptStatus, { word: string; tone: Tone }>;

/** What is fetched of a step when it is opened: output, files, input, attempts, tool calls, requests to models. */
export function StepDetail({ runId, state }: { runId: string; state: StepRunView }) {
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
              <OutputView output={output} />
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
        <Fold
          title={attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`}
          open={attempts.length > 1}
        >
          <ol className="space-y-2">
            {attempts.map((attempt) => (
              <Attempt key={attempt.attempt} attempt={attempt} />
            ))}
          </ol>
        </Fold>
      )}
      {toolCalls.length > 0 && (
        <Fold title={toolCalls.length === 1 ? "1 tool call" : `${toolCalls.length} tool calls`}>
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
        <span>{call.sideEffect}</span>
      </div>
      {call.error && <p className="mt-0.5 wrap-anywhere">{call.error.message}</p>}
      <details className="mt-1">
        <summary className="text-xs text-muted">Arguments and result</summary>
        <div className="mt-1 space-y-1">
          <RawJson value={call.args} />
          {call.result !== null && <RawJson value={call.result} />}
        </div>
      </details>
    </li>
  );
}
