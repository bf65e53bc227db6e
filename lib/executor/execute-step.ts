import type { EndedCall, NewCall, ParkedCall } from "#lib/domain/call.ts";
import type { Json } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import type { SpendStop } from "#lib/domain/spend.ts";
import { effectOf, type Tool } from "#lib/tools/contract.ts";
import { authorise } from "./authorise.ts";
import { checkDone } from "#lib/guardrails/check-done.ts";
import { GUARD_NOT_JUDGED, judgeOutput, NOT_JUDGED } from "./judge-output.ts";
import { fillArguments } from "./fill-arguments.ts";
import { judgeWritten } from "./judge-written.ts";
import { makeCall, type CallEnd } from "./make-call.ts";
import { parseArguments, type Parsed } from "./parse-arguments.ts";
import { beginNote, fallbackNote, finalError, type Failure } from "./phrases.ts";
import type { ExecuteInput, ExecutorPorts, GuardedOutput, StepOutcome } from "./ports.ts";
import { prepareStep } from "./prepare-step.ts";
import { resolveArguments } from "./resolve-arguments.ts";
import { resultKey, type Turn } from "./result-key.ts";

type Succeeded = Extract<CallEnd, { status: "succeeded" }>;

/** What an attempt has gathered so far. */
type Gathered = { failures: Failure[]; notes: string[]; calls: EndedCall[]; missing: string[] };

/**
 * Carries out one attempt of a step: prepare (condition, list, arguments), then for its tool and after it each fallback: authorise,
 * act, check, and fall back to the next for as long as there is one. Plain functions rather than a graph library: thousands of
 * steps a second pass here (docs/decisions has the figures).
 * @throws what the recorder throws when the step is no longer this worker's
 */
export async function executeStep(input: ExecuteInput, ports: ExecutorPorts): Promise<StepOutcome> {
  const early = prepareStep(input);
  if (early) return early;
  const accepted = await ports.acceptedBefore();
  if (accepted) {
    const again = accepted.written ? await judgeWritten(accepted, input, ports) : null;
    if (again) return again;
    const { output, summary, note } = accepted;
    return { kind: "succeeded", output, summary, notes: [note], calls: [], resultKey: null, reused: null };
  }
  const { step } = input;
  const turns: Turn[] = [{ tool: step.tool, args: step.args }, ...step.fallbacks].map(({ tool, args }) => ({
    tool,
    args,
    resolved: resolveArguments(args, input),
  }));
  const key = await resultKey(input, turns, ports);
  const earlier = key !== null && input.reuseFrom !== null ? await ports.earlierResult(key) : null;
  if (earlier) return { kind: "succeeded", ...earlier, notes: [], calls: [], resultKey: key };

  const gathered: Gathered = { failures: [], notes: [], calls: [], missing: [] };
  const title = (name: string) => ports.tools.get(name)?.title ?? name;
  const parked = await ports.parkedBefore();
  const first = Math.min(parked?.call ?? input.firstCall, turns.length - 1);
  for (const [index, turn] of turns.entries()) {
    if (index < first) continue;
    const failure = gathered.failures.at(-1);
    if (failure) {
      gathered.notes.push(fallbackNote(failure, title(turn.tool)));
      ports.write(null);
    } else if (index > 0) gathered.notes.push(beginNote(title(step.tool), title(turn.tool)));
    const goesOn = parked?.call === index && parked.tool === turn.tool ? parked : null;
    const outcome = await take(turn, index, goesOn, input, ports, gathered);
    if (outcome?.kind === "succeeded") return { ...outcome, resultKey: key };
    if (outcome) return outcome;
  }
  const { failures, notes, calls, missing } = gathered;
  // What must not be repeated unasked is not repeated for its done-condition's sake either.
  const repeatable = missing.length > 0 && !failures.some(({ final }) => final);
  return { kind: "failed", error: finalError(failures), notes, calls, missing: repeatable ? missing : null };
}

/**
 * Takes one tool: authorise, ask the gate, act, check.
 * @param parked the call of this tool that an earlier attempt left waiting
 * @returns how the attempt ends with it; null when it failed, which is then among `gathered`
 */
async function take(
  turn: Turn,
  index: number,
  parked: ParkedCall | null,
  input: ExecuteInput,
  ports: ExecutorPorts,
  gathered: Gathered,
): Promise<StepOutcome | null> {
  const fail = (title: string, error: StepError, final = false) => {
    gathered.failures.push({ title, error, final });
    return null;
  };
  const authorised = authorise(turn.tool, input.pinnedVersions, ports);
  if (!authorised.ok) return fail(authorised.title, authorised.error);
  const { tool, toolVersion } = authorised;
  const filled = await fillArguments(
    turn.args,
    turn.resolved.args,
    { index, tool, toolVersion },
    input,
    ports,
  );
  if (!filled.ok) {
    if (filled.error === null) return { kind: "stopped" };
    return ports.spend?.stop ? capped(ports.spend.stop, gathered) : fail(tool.title, filled.error);
  }
  if (filled.note !== null) gathered.notes.push(filled.note);
  let parsed = parseArguments(tool, filled.args);
  if (!parsed.ok) return fail(tool.title, parsed.error);

  const { origins } = turn.resolved;
  let recorded = newCall(index, tool, toolVersion, parsed);
  // What goes on after it had waited passed the gate when it began.
  if (parked === null) {
    const verdict = await ports.gate({ ...input, recorded, tool, parsed: parsed.value, origins });
    if (verdict.kind === "refuse") return fail(tool.title, verdict.error);
    gathered.notes.push(...verdict.notes);
    if (verdict.kind === "hold") {
      return { kind: "held", approval: verdict.approval, notes: gathered.notes };
    }
    if (verdict.args !== recorded.args) {
      parsed = parseArguments(tool, verdict.args);
      if (!parsed.ok) return fail(tool.title, parsed.error);
      recorded = newCall(index, tool, toolVersion, parsed);
    }
  }
  const { sideEffect } = recorded;
  const call = { index, tool, recorded, parsed: parsed.value, origins, resumed: parked };
  const end = await makeCall(input, ports, call);
  if (end.status === "parked") {
    return { kind: "parked", parked: end.parked, notes: [...gathered.notes, end.says] };
  }
  if (end.status === "capped") return capped(end.stop, gathered);
  if (end.status === "stopped") return { kind: "stopped" };
  if (end.status === "unknown") return { kind: "unknown", why: end.why };
  if (end.status === "failed") {
    if (end.ended) gathered.calls.push(end.ended);
    // What has the side effect `once` is repeated only when the tool itself says so.
    return fail(tool.title, end.error, sideEffect === "once" && !end.error.retryable);
  }
  const guarded = await ports.guardOutput(end.output, input);
  if (!guarded.passes && guarded.error.code === GUARD_NOT_JUDGED && ports.spend?.stop) {
    // Not for want of a verdict: when there is room again the recorded output is looked at.
    if (end.ended?.kind === "begun") {
      await ports.recorder.finish(end.ended.callId, outcomeOf(withOutput(end, guarded.output)));
    }
    return capped(ports.spend.stop, gathered);
  }
  return check(
    tool,
    sideEffect === "once",
    withOutput(end, guarded.output),
    guarded,
    input,
    ports,
    gathered,
    fail,
  );
}

function capped(stop: SpendStop, { notes }: Gathered): StepOutcome {
  return { kind: "capped", stop, notes };
}

function newCall(
  call: number,
  tool: Tool,
  toolVersion: string,
  { args, value }: Extract<Parsed, { ok: true }>,
): NewCall {
  return { call, tool: tool.name, toolVersion, sideEffect: effectOf(tool, value), args };
}

async function check(
  tool: Tool,
  once: boolean,
  end: Succeeded,
  guarded: GuardedOutput,
  { step }: ExecuteInput,
  ports: ExecutorPorts,
  gathered: Gathered,
  fail: (title: string, error: StepError, final: boolean) => null,
): Promise<StepOutcome | null> {
  const { doneCondition } = step;
  let checked = checkDone(`${tool.title} gave an output`, tool.output, doneCondition, end.output);
  const recordNow = !checked.ok || !guarded.passes || doneCondition.rubric !== null;
  if (end.ended?.kind === "local") gathered.calls.push(end.ended);
  else if (end.ended && recordNow) await ports.recorder.finish(end.ended.callId, outcomeOf(end));
  else if (end.ended) gathered.calls.push(end.ended);

  const { notes, calls } = gathered;
  if (checked.ok)
    checked = await judgeOutput(tool, step, checked.output, ports, (sentence) => notes.push(sentence));
  if (!checked.ok) {
    if (ports.signal.aborted) return { kind: "stopped" };
    // Another tool's output could be judged no better; the next attempt asks the checker about this one again.
    if (checked.error.code === NOT_JUDGED) {
      if (ports.spend?.stop) return capped(ports.spend.stop, gathered);
      const error = once ? { ...checked.error, retryable: false } : checked.error;
      return { kind: "failed", error, notes, calls, missing: null };
    }
    gathered.missing.push(...(checked.missing ?? []));
    return fail(tool.title, checked.error, once);
  }
  notes.push(...guarded.notes);
  const { summary } = end;
  if (!guarded.passes) return refuseOutput(guarded, { tool, once, summary }, gathered, fail);
  return { kind: "succeeded", output: checked.output, summary, notes, calls, resultKey: null, reused: null };
}

/** What the policy does about an output that broke a rule. */
function refuseOutput(
  { output, error, answer, findings }: Extract<GuardedOutput, { passes: false }>,
  { tool, once, summary }: { tool: Tool; once: boolean; summary: string },
  { notes, calls }: Gathered,
  fail: (title: string, error: StepError, final: boolean) => null,
): StepOutcome | null {
  if (answer === "fall_back") return fail(tool.title, error, once);
  if (answer === "retry" && !once) {
    return { kind: "failed", error: { ...error, retryable: true }, notes, calls, missing: [error.message] };
  }
  if (answer === "ask") {
    const request = { kind: "output" as const, tool: tool.name, toolTitle: tool.title, summary, findings };
    return { kind: "questioned", request, output, notes, calls };
  }
  return { kind: "failed", error, notes, calls, missing: null, replan: answer === "replan" };
}

/** A call's end with another output: what is hidden must not stay in the record of the call either. */
function withOutput(end: Succeeded, output: Json): Succeeded {
  if (output === end.output) return end;
  const { ended } = end;
  if (ended?.kind !== "local" || ended.outcome.status !== "succeeded") return { ...end, output };
  return { ...end, output, ended: { ...ended, outcome: { ...ended.outcome, output } } };
}

function outcomeOf({ output, summary, costMicros }: Succeeded) {
  return { status: "succeeded" as const, output, summary, costMicros };
}
