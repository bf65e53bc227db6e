import type { JsonObject, Json } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import { ToolError, type Tool, type ToolContext, type ToolResult } from "#lib/tools/contract.ts";
import type { CallOutcome } from "#lib/domain/call.ts";
import type { ExecuteInput, ExecutorPorts } from "./ports.ts";

/** How long a tool may take to end after its signal aborted, in milliseconds; then it is left alone. */
const GRACE_MS = 1_000;

/** How a call ended for the graph: with an outcome, stopped from outside, or in a way that does not tell what happened. */
export type CallEnd = CallOutcome | { status: "stopped" } | { status: "unknown"; why: string };

/**
 * Records a call, makes it within its time, and records its outcome. A call that was stopped or whose outcome is unknown
 * stays recorded as begun; the ledger decides what becomes of it.
 * @param args the literal arguments, for the record; `parsed`: the same as the tool's schema gives them
 */
export async function makeCall(
  input: ExecuteInput,
  ports: ExecutorPorts,
  call: {
    index: number;
    tool: Tool;
    toolVersion: string;
    args: JsonObject;
    parsed: unknown;
    origins: ToolContext["origins"];
  },
): Promise<CallEnd> {
  const { tool } = call;
  const start = await ports.recorder.begin({
    call: call.index,
    tool: tool.name,
    toolVersion: call.toolVersion,
    sideEffect: tool.sideEffect,
    args: call.args,
  });
  if (start.kind === "recorded") return start.outcome;

  const deadline = new AbortController();
  const seconds = input.step.timeoutSeconds;
  const timer = setTimeout(() => deadline.abort(), seconds * 1_000);
  const signal = AbortSignal.any([ports.signal, deadline.signal]);
  let end: CallEnd;
  try {
    const result = await untilGrace(signal, () =>
      tool.run(call.parsed, {
        workspaceId: input.workspaceId,
        runId: input.runId,
        stepId: input.step.id,
        goal: input.goal,
        origins: call.origins,
        now: ports.now(),
        signal,
        idempotencyKey: start.idempotencyKey,
        heartbeat: ports.heartbeat,
        missing: [],
        db: ports.db,
      }),
    );
    end = succeeded(result);
  } catch (cause) {
    end = endOf(cause, tool, seconds, { stopped: ports.signal.aborted, late: deadline.signal.aborted });
    if (!(cause instanceof ToolError) && !signal.aborted) ports.onUnexpected(cause);
  } finally {
    clearTimeout(timer);
  }
  if (end.status === "succeeded" || end.status === "failed") await ports.recorder.finish(start.callId, end);
  return end;
}

/** A result that came is kept even when the signal had aborted meanwhile: the work is done. */
function succeeded(result: ToolResult<unknown>): CallOutcome {
  // Outputs are JSON: what JSON does not know (undefined, dates) becomes here what it would be after storing.
  const output = JSON.parse(JSON.stringify(result.output ?? null)) as Json;
  return { status: "succeeded", output, summary: result.summary, costMicros: result.costMicros ?? 0 };
}

function endOf(
  cause: unknown,
  tool: Tool,
  seconds: number,
  aborted: { stopped: boolean; late: boolean },
): CallEnd {
  // What a tool declares has certainly happened that way, even while it was told to stop.
  const declared = cause instanceof ToolError && !aborted.stopped && !aborted.late;
  if (declared) {
    return {
      status: "failed",
      error: { code: cause.code, message: cause.message, retryable: cause.retryable },
    };
  }
  if (aborted.stopped) return { status: "stopped" };
  const error: StepError = aborted.late
    ? {
        code: "timed_out",
        message: `${tool.title} did not answer within ${seconds === 1 ? "1 second" : `${seconds} seconds`}.`,
        retryable: true,
      }
    : {
        code: "internal",
        message: `${tool.title} failed unexpectedly. The log has the cause.`,
        retryable: true,
      };
  return tool.sideEffect === "once" ? { status: "unknown", why: error.message } : { status: "failed", error };
}

/** Runs work that ought to end soon after its signal; when it does not, waits no longer than the grace. */
async function untilGrace<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let timer: NodeJS.Timeout | undefined;
  let onAbort: () => void = () => undefined;
  const patience = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(new Error("The tool did not stop in time.")), GRACE_MS);
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work(), patience]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
