"use client";

import type { StepRunView, ToolCallView } from "#lib/domain/run.ts";
import type { SideEffect } from "#lib/domain/tool.ts";
import { failureOf } from "#components/shell/api.ts";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { costText } from "#lib/domain/cost-text.ts";
import { JsonTree } from "./tree/json-tree.tsx";
import { useStepRun } from "./use-step-run.ts";

const EFFECTS: Record<SideEffect, string> = {
  read: "only reads",
  idempotent: "may be repeated under its key",
  once: "is never repeated unasked",
};

/** What is fetched of a call when its row is opened. */
export function CallDetail({
  runId,
  step,
  attempt,
  call,
}: {
  runId: string;
  step: StepRunView;
  attempt: number;
  call: number;
}) {
  const detail = useStepRun(runId, step);
  if (detail.isPending) return <SkeletonRows label="Loading the call" rows={3} />;
  if (!detail.data) return <ErrorNote {...failureOf(detail.error)} onRetry={() => void detail.refetch()} />;
  const found = detail.data.toolCalls.find((each) => each.attempt === attempt && each.call === call);
  if (!found) return <p className="text-muted">Nothing more is kept of this call.</p>;
  return <CallParts call={found} />;
}

/** A call's arguments and result as trees, what it cost, and why it failed. */
export function CallParts({ call }: { call: ToolCallView }) {
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <p className="text-xs text-muted">
        Version <code className="font-mono">{call.toolVersion.slice(0, 12)}</code> ·{" "}
        {EFFECTS[call.sideEffect]} · {costText({ micros: call.costMicros, unknown: false })}
      </p>
      {call.error && (
        <p className="wrap-anywhere">
          <span className="font-medium text-status-failed">{call.error.code}</span> {call.error.message}
          {call.error.retryable && <span className="text-muted"> Trying again may help.</span>}
        </p>
      )}
      <div className="grid min-w-0 gap-3 @3xl:grid-cols-2">
        <div className="min-w-0">
          <p className="mb-1 text-xs font-semibold text-muted">Arguments</p>
          <JsonTree value={call.args} label={`Arguments of ${call.tool}`} />
        </div>
        {call.result !== null && (
          <div className="min-w-0">
            <p className="mb-1 text-xs font-semibold text-muted">Result</p>
            <JsonTree value={call.result} label={`Result of ${call.tool}`} />
          </div>
        )}
      </div>
    </div>
  );
}
