import type { CallBound, CallOutcome, EndedCall, NewCall, ParkedCall } from "#lib/domain/call.ts";
import type { Json } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import type { SpendStop } from "#lib/domain/spend.ts";
import { callPrice, costOf } from "#lib/tools/call-price.ts";
import {
  ToolError,
  UnknownOutcome,
  type Parking,
  type Tool,
  type ToolContext,
  type ToolResult,
} from "#lib/tools/contract.ts";
import { look } from "./look.ts";
import type { ExecuteInput, ExecutorPorts } from "./ports.ts";

/** How long a tool may take to end after its signal aborted, in milliseconds; then it is left alone. */
const GRACE_MS = 1_000;

/** Most JSON text, in UTF-16 units, that one call may give or take. */
const MOST_CHARS = 64_000_000;

/** Most JSON text, in UTF-16 units, that a call which waits may leave: people are shown some of it, and each look at it reads it all. */
const MOST_PARKED_CHARS = 1_000_000;

/**
 * How a call ended: with an outcome, stopped from outside, or in a way that does not tell what happened. `ended` is what is still to
 * be recorded of it.
 */
export type CallEnd =
  | { status: "succeeded"; output: Json; summary: string; costMicros: number; ended: EndedCall | null }
  | { status: "failed"; error: StepError; ended: EndedCall | null }
  | { status: "parked"; parked: ParkedCall; says: string }
  | { status: "capped"; stop: SpendStop }
  | { status: "stopped" }
  | { status: "unknown"; why: string };

/** A call to be made. */
export type Call = {
  index: number;
  tool: Tool;
  /** For the record: the literal arguments; `parsed`: the same as the tool's schema gives them. */
  recorded: NewCall;
  parsed: unknown;
  origins: ToolContext["origins"];
  /** What an earlier attempt left of this very call when it had to wait. */
  resumed: ToolContext["resumed"];
};

/**
 * Records a call, makes it within its time, and records its failure. Its success is left to be recorded with whatever follows. A call
 * that was stopped or whose outcome is unknown stays recorded as begun; the ledger decides what becomes of it. A local call is not
 * recorded before it is made.
 */
export async function makeCall(input: ExecuteInput, ports: ExecutorPorts, call: Call): Promise<CallEnd> {
  const { tool, recorded } = call;
  if (ports.signal.aborted) return { status: "stopped" };
  const text = JSON.stringify(recorded.args);
  if (text.length > MOST_CHARS) {
    const message = `The arguments of ${tool.title} have ${sizeText(text)}, and may have ${MOST_CHARS / 1_000_000} MB at most. Refer to a part of what the steps before gave.`;
    return {
      status: "failed",
      error: { code: "arguments_too_large", message, retryable: false },
      ended: null,
    };
  }
  if (tool.local === true && recorded.sideEffect === "read" && ports.spend === null) {
    // Nobody outside sees the key of a local call.
    const end = await runGuarded(
      input,
      ports,
      call,
      input.step.timeoutSeconds,
      `${input.runId}/${input.step.id}/${call.index}`,
    );
    if (end.status !== "succeeded" && end.status !== "failed") return end;
    return { ...end, ended: { kind: "local", ...recorded, outcome: end } };
  }
  const bound: CallBound = {
    micros: callPrice(tool, recorded.args, ports.tools),
    seconds: input.step.timeoutSeconds,
  };
  const start = await ports.recorder.begin(recorded, bound);
  if (start.kind === "capped") return { status: "capped", stop: start.stop };
  if (start.kind === "recorded") return { ...start.outcome, ended: null };
  const { callId } = start;
  if (ports.signal.aborted) {
    // Nothing has happened, and the record must say so: a begun call without an end might have.
    await ports.recorder.finish(callId, { status: "failed", error: NOT_MADE });
    return { status: "stopped" };
  }
  const seconds = Math.min(input.step.timeoutSeconds, (start.mostMillis ?? Number.POSITIVE_INFINITY) / 1_000);
  const end = await runGuarded(input, ports, call, seconds, start.idempotencyKey);
  if (end.status === "succeeded") {
    const { summary, costMicros } = end;
    const { call: place, tool: name } = recorded;
    return { ...end, ended: { kind: "begun", callId, call: place, tool: name, summary, costMicros } };
  }
  if (end.status !== "failed") return end;
  const stop = ports.spend?.stop ?? null;
  if (stop !== null && recorded.sideEffect !== "once") {
    // Not for want of an answer: when there is room again it is begun anew.
    const error = { code: "spend_cap", message: end.error.message, retryable: true };
    await ports.recorder.finish(callId, { status: "failed", error });
    return { status: "capped", stop };
  }
  await ports.recorder.finish(callId, end);
  return { ...end, ended: null };
}

const NOT_MADE: StepError = {
  code: "stopped",
  message: "It was stopped before the call was made.",
  retryable: true,
};

type Used = CallOutcome | Exclude<CallEnd, { status: "succeeded" | "failed" }>;

/** Why a call was told to stop by this side. */
type Cut = { code: "timed_out" | "no_heartbeat"; seconds: number };

/** Makes the call; what its tool says in words is looked at before anybody hears it. */
async function runGuarded(...given: Parameters<typeof run>): Promise<Used> {
  const [, ports, { tool }] = given;
  const used = await run(...given);
  switch (used.status) {
    case "succeeded":
      return { ...used, summary: await ports.guardWords(used.summary) };
    case "failed": {
      const message = await ports.guardWords(used.error.message);
      return { ...used, error: { ...used.error, message, ...(bringsIn(tool) && { outside: true }) } };
    }
    case "parked":
      return { ...used, says: await ports.guardWords(used.says) };
    case "unknown":
      return { ...used, why: await ports.guardWords(used.why) };
    case "capped":
    case "stopped":
      return used;
  }
}

/** Whether what a tool says may be what others wrote. */
function bringsIn({ outside, reaches }: Tool): boolean {
  return outside === true || reaches !== undefined;
}

/** @param seconds how long it may take */
async function run(
  input: ExecuteInput,
  ports: ExecutorPorts,
  call: Call,
  seconds: number,
  key: string,
): Promise<Used> {
  const { tool } = call;
  const { step, item } = input;
  const stop = new AbortController();
  const stopFromOutside = () => stop.abort();
  ports.signal.addEventListener("abort", stopFromOutside, { once: true });
  let cut: Cut | null = null;
  const cutOff = (code: Cut["code"], seconds: number) => {
    cut ??= { code, seconds };
    stop.abort();
  };
  const overall = setTimeout(cutOff, seconds * 1_000, "timed_out", seconds);
  const silent = step.heartbeatSeconds;
  const silence = silent === null ? null : setTimeout(cutOff, silent * 1_000, "no_heartbeat", silent);
  const heartbeat = () => {
    if (!stop.signal.aborted) silence?.refresh();
    ports.heartbeat();
  };
  try {
    const context: ToolContext = {
      workspaceId: input.workspaceId,
      runId: input.runId,
      stepId: item === null ? step.id : `${step.id}.${item.index}`,
      goal: input.goal,
      origins: call.origins,
      now: ports.now(),
      signal: stop.signal,
      idempotencyKey: key,
      heartbeat,
      missing: input.missing,
      asking: ports.asking,
      write: (piece) => {
        heartbeat();
        ports.write(piece);
      },
      resumed: call.resumed,
      secret: ports.secret,
      look: (name, args) => look({ index: call.index, name, args }, context, input, ports),
      runs: ports.childRuns(key),
      http: ports.http,
      log: ports.log,
      db: ports.db,
      ...(ports.spend && { cap: ports.spend.cap }),
    };
    const result = await untilGrace(stop.signal, tool.run(call.parsed, context));
    return "park" in result ? parked(result, call) : succeeded(result, tool);
  } catch (cause) {
    const declared = cause instanceof ToolError || cause instanceof UnknownOutcome;
    if (!declared && !stop.signal.aborted) ports.onUnexpected(cause);
    return endOf(cause, call, ports.signal.aborted, cut);
  } finally {
    clearTimeout(overall);
    if (silence) clearTimeout(silence);
    ports.signal.removeEventListener("abort", stopFromOutside);
  }
}

function parked({ park, state, says, costMicros }: Parking, { index, tool }: Call): Used {
  const text = JSON.stringify([park, state]);
  if (text.length > MOST_PARKED_CHARS) {
    const message = `${tool.title} would wait with ${sizeText(text)} to remember, and ${MOST_PARKED_CHARS / 1_000_000} MB are the most. Ask for less.`;
    return { status: "failed", error: { code: "arguments_too_large", message, retryable: false } };
  }
  return {
    status: "parked",
    parked: {
      call: index,
      tool: tool.name,
      awaits: park,
      state,
      answer: null,
      ...(costMicros !== undefined && { costMicros: costOf({ costMicros }, tool) }),
    },
    says,
  };
}

/** A result that came is kept even when the signal had aborted meanwhile: the work is done. */
function succeeded(result: ToolResult<unknown>, tool: Tool): CallOutcome {
  // Outputs are JSON: what JSON does not know (undefined, dates) becomes here what it would be after storing.
  const text = JSON.stringify(result.output ?? null);
  if (text.length > MOST_CHARS) {
    const message = `${tool.title} gave ${sizeText(text)}, and a step may give ${MOST_CHARS / 1_000_000} MB at most. Ask it for less, or for a part at a time.`;
    return { status: "failed", error: { code: "output_too_large", message, retryable: false } };
  }
  const output = JSON.parse(text) as Json;
  return { status: "succeeded", output, summary: result.summary, costMicros: costOf(result, tool) };
}

function endOf(cause: unknown, { tool, recorded }: Call, stopped: boolean, cut: Cut | null): Used {
  // What a tool declares has certainly happened that way, even while it was told to stop.
  if (cause instanceof ToolError && !stopped && cut === null) {
    const { code, message, retryable, retryAfterSeconds } = cause;
    return {
      status: "failed",
      error: { code, message, retryable, ...(retryAfterSeconds !== null && { retryAfterSeconds }) },
    };
  }
  if (stopped) return { status: "stopped" };
  const said =
    cause instanceof UnknownOutcome && cut === null
      ? { code: "outcome_unknown", message: cause.message }
      : saidOfCut(tool, cut);
  const error: StepError = { ...said, retryable: true };
  const once = recorded.sideEffect === "once";
  return once ? { status: "unknown", why: error.message } : { status: "failed", error };
}

function saidOfCut(tool: Tool, cut: Cut | null): { code: string; message: string } {
  if (cut === null) {
    return { code: "internal", message: `${tool.title} failed unexpectedly. The log has the cause.` };
  }
  const time = cut.seconds === 1 ? "1 second" : `${cut.seconds} seconds`;
  return cut.code === "timed_out"
    ? { code: cut.code, message: `${tool.title} did not answer within ${time}.` }
    : { code: cut.code, message: `${tool.title} gave no sign of life for ${time}.` };
}

/** Awaits work that ought to end soon after its signal; when it does not, waits no longer than the grace. */
async function untilGrace<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const patience = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => patience.reject(new Error("The tool did not stop in time.")), GRACE_MS);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, patience.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

function sizeText(json: string): string {
  return `${Math.ceil(json.length / 1_000_000)} MB`;
}
