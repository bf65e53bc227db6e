import { z } from "zod";
import { Json } from "#lib/domain/json.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import { RunStatus } from "#lib/domain/run.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import type { Step } from "#lib/domain/step.ts";
import { CrashOutput, outputFor } from "./crash-args.ts";
import { resolvedArgs } from "./crash-plan.ts";
import type { Evidence, Rule, Violation } from "./evidence.ts";

type Row = Evidence["steps"][number];

/**
 * Works out from the plan alone what each step must have given, and compares. What a person did may stand instead. In a run
 * that succeeded every step must be done; in an aborted one those that are done must be right.
 */
export function checkOutputs(evidence: Evidence): Violation[] {
  const found: Violation[] = [];
  const say = (rule: Rule, what: string) => found.push({ rule, runId: evidence.runId, what });
  const { plan, steps, status } = evidence;
  const rows = new Map(steps.map((row) => [row.stepId, row]));
  const parents = Map.groupBy(plan.graph.dependencies, ({ to }) => to);
  const outputOf = (stepId: string): Json => rows.get(stepId)?.output ?? null;

  if (status !== "succeeded" && status !== "aborted")
    say("no run is stuck", `the run is ${status} at the end`);
  checkChildren(evidence, say);
  for (const step of plan.graph.steps) {
    const row = rows.get(step.id);
    const before = (parents.get(step.id) ?? []).map(({ from }) => rows.get(from));
    if (!row) {
      say("outputs are right", `${step.id} is not there`);
      continue;
    }
    const done = row.status === "succeeded" || row.status === "skipped";
    if (!done) {
      if (status === "succeeded")
        say("no run is stuck", `${step.id} is ${row.status} in a run that succeeded`);
      continue;
    }
    if (byPerson(evidence, row)) continue;
    const passedBy = mustBePassedBy(evidence, step.id, before, outputOf);
    const isPassedBy = row.status === "skipped" && row.skipCause === "condition";
    if (passedBy !== isPassedBy) {
      say(
        "conditions are obeyed",
        `${step.id} is ${row.status} (${row.skipCause}), and should ${passedBy ? "" : "not "}be passed by`,
      );
    }
    if (passedBy || isPassedBy) continue;
    if (plan.subplans.has(step.id)) checkSubplan(evidence, row, say);
    else if (step.kind === "map") checkMap(evidence, step, row, outputOf, say);
    else checkOne(step, row, outputOf, step.id, say);
  }
  return found;
}

/** Whether a person's word stands there in place of the work. */
function byPerson({ deeds }: Evidence, row: Row): boolean {
  return deeds.some((deed) => {
    if (deed.kind === "skip" && deed.stepId === row.stepId) {
      return row.status === "skipped" && row.skipCause !== "condition" && sameJson(row.output, deed.output);
    }
    const settled = deed.kind === "settle" && deed.outcome === "succeeded" && deed.stepId === row.stepId;
    return settled && row.status === "succeeded" && row.output === null;
  });
}

function mustBePassedBy(
  { plan }: Evidence,
  stepId: string,
  before: readonly (Row | undefined)[],
  outputOf: (stepId: string) => Json,
): boolean {
  const passed = (row: Row | undefined) => row?.status === "skipped" && row.skipCause === "condition";
  if (before.length > 0 && before.every(passed)) return true;
  const condition = plan.conditions.get(stepId);
  if (!condition) return false;
  const read = CrashOutput.safeParse(outputOf(condition.ref));
  return !(read.success && read.data.n >= condition.least);
}

type Say = (rule: Rule, what: string) => void;

function checkOne(step: Step, row: Row, outputOf: (stepId: string) => Json, name: string, say: Say): void {
  // The own tool of a step with a fallback always fails.
  const { tool, args } = step.fallbacks[0] ?? step;
  const resolved = resolvedArgs(args, outputOf);
  const alwaysFails = resolved.fails < 0;
  if (row.status === "skipped") {
    const may = step.optional && row.skipCause === "optional" && row.output === null;
    if (!may || !(alwaysFails || row.workerDeaths > 0)) {
      say("outputs are right", `${name} was skipped (${row.skipCause}) and should not have been`);
    }
    return;
  }
  if (alwaysFails) {
    say("outputs are right", `${name} succeeded, and its tool always fails`);
    return;
  }
  const expected = outputFor(tool, resolved);
  if (!sameJson(row.output, expected)) {
    say(
      "outputs are right",
      `${name} gave ${JSON.stringify(row.output)} rather than ${JSON.stringify(expected)}`,
    );
  }
}

/** What the step gave must be what its run made. */
function checkSubplan({ children }: Evidence, row: Row, say: Say): void {
  const given = SubplanOutput.safeParse(row.output);
  const child = children.find(({ runId }) => given.success && runId === given.data.runId);
  const right =
    given.success &&
    child?.status === "succeeded" &&
    child.stepId === row.stepId &&
    child.number === given.data.number &&
    sameJson(child.outputs, given.data.outputs);
  if (!right) say("outputs are right", `${row.stepId} gave ${JSON.stringify(row.output)} of its run`);
}

const SubplanOutput = z.object({
  runId: z.string(),
  number: z.number(),
  outputs: z.record(z.string(), Json),
});

/** Every run that a step started is over with it, and a further one was started only after a person had wanted the step again. */
function checkChildren({ children, deeds }: Evidence, say: Say): void {
  for (const [stepId, runs] of Map.groupBy(children, (child) => child.stepId)) {
    const open = runs.filter(({ status }) => !isRunOver(RunStatus.parse(status)));
    for (const { number, status } of open) say("no run is stuck", `run ${number} of ${stepId} is ${status}`);
    const retries = deeds.filter((deed) => deed.kind === "retry" && deed.stepId === stepId).length;
    if (runs.length > 1 + retries) {
      say(
        "a step has one run at a time",
        `${stepId} started ${runs.length} runs and was retried ${retries} times`,
      );
    }
  }
}

function checkMap(
  evidence: Evidence,
  step: Step,
  row: Row,
  outputOf: (stepId: string) => Json,
  say: Say,
): void {
  const source = outputOf(step.each?.ref ?? "");
  const list = CrashOutput.parse(source).items;
  const items = evidence.steps.filter((each) => each.mapStep === step.id);
  const gone = items.filter((each) => (each.item ?? 0) >= list.length);
  if (gone.length > 0 || items.length !== list.length) {
    say("outputs are right", `${step.id} has ${items.length} items for a list of ${list.length}`);
    return;
  }
  const given: Json[] = [];
  for (const item of items.toSorted((a, b) => (a.item ?? 0) - (b.item ?? 0))) {
    const value = list[item.item ?? 0] ?? null;
    if (item.itemValue !== value)
      say("outputs are right", `${item.stepId} has the value ${JSON.stringify(item.itemValue)}`);
    given.push(item.output);
    if (byPerson(evidence, item)) continue;
    checkOne(step, item, (ref) => (ref === step.id ? value : outputOf(ref)), item.stepId, say);
  }
  if (!sameJson(row.output, given)) {
    say(
      "outputs are right",
      `${step.id} gave ${JSON.stringify(row.output)} rather than its items' outputs in order`,
    );
  }
}
