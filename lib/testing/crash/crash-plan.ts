import type { Json, JsonObject } from "#lib/domain/json.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import type { Argument, Arguments, Fallback, Step } from "#lib/domain/step.ts";
import { requires } from "#lib/domain/plain-step.ts";
import { SUBPLAN_TOOL } from "#lib/domain/subplan.ts";
import { testStep } from "#lib/testing/seed-run.ts";
import { CrashArgs, TOOL_NAMES, type CrashOutput } from "./crash-args.ts";
import type { Random } from "./random.ts";
import { criticalSeconds, type WorkflowGraph } from "./read-wf-format.ts";

/** A step runs when the number that an earlier one gave is at least this; null, of a skipped one, is not. */
export type Condition = { ref: string; least: number };

/** What a person does to the run unasked, in milliseconds after its start. */
export type Script = {
  pauses: { at: number; forMs: number } | null;
  abortsAt: number | null;
  skips: { stepId: string; at: number; output: CrashOutput | null }[];
};

/** A plan to run, and all that has to be known to say what must come out. */
export type CrashPlan = {
  name: string;
  graph: PlanGraph;
  conditions: ReadonlyMap<string, Condition>;
  /** The steps that run another plan, once it is known which: see {@link withSubplan}. */
  subplans: ReadonlySet<string>;
  script: Script;
};

type Trait =
  | "plain"
  | "fails"
  | "needs_person"
  | "fallback"
  | "optional"
  | "throws"
  | "hangs"
  | "repeats"
  | "condition"
  | "map"
  | "waits";

/** How many of a hundred steps have which peculiarity. */
const TRAITS: Record<Trait, number> = {
  plain: 38,
  fails: 12,
  needs_person: 3,
  fallback: 6,
  optional: 4,
  throws: 3,
  hangs: 1,
  repeats: 6,
  condition: 9,
  map: 8,
  waits: 10,
};
const GIVEN: CrashOutput = { n: 7_777, items: [1, 2], good: true };

/** Makes a layered plan of 5 to 60 steps, whose steps' durations, tools and troubles differ. */
export function randomPlan(name: string, random: Random): CrashPlan {
  const size = random.chance(0.15) ? random.int(25, 60) : random.int(5, 22);
  const layers: string[][] = [];
  const parentsOf = new Map<string, string[]>();
  while (layers.flat().length < size) {
    const before = layers.at(-1);
    const all = layers.flat();
    const width = Math.min(random.int(1, 6), size - all.length);
    const layer = Array.from({ length: width }, (_, at) => `s${all.length + at}`);
    for (const id of layer) {
      const near = before ? [random.pick(before)] : [];
      parentsOf.set(id, [...new Set([...near, ...random.some(all, random.int(0, 2))])]);
    }
    layers.push(layer);
  }
  const conditions = new Map<string, Condition>();
  const ids = layers.flat();
  const traits = new Map(ids.map((id, at) => [id, traitOf(random, at, parentsOf.get(id) ?? [])]));
  // The list of a map must be there whatever happens: what gives it is never skipped, and the map depends on nothing else.
  const steps = ids.map((id) => {
    const parents = parentsOf.get(id) ?? [];
    if (traits.get(id) !== "map") return { id, parents };
    const from = parents.find((parent) => ["plain", "fails"].includes(traits.get(parent) ?? ""));
    if (from === undefined) traits.set(id, "plain");
    return { id, parents: from === undefined ? parents : [from] };
  });
  const mapped = new Set(steps.flatMap(({ id, parents }) => (traits.get(id) === "map" ? parents : [])));
  const made = steps.map(({ id, parents }): Step => {
    const trait = traits.get(id) ?? "plain";
    if (trait === "condition")
      conditions.set(id, { ref: random.pick(parents), least: random.int(2_000, 7_000) });
    return makeStep(random, { id, parents, trait, gives: mapped.has(id), condition: conditions.get(id) });
  });
  const dependencies = steps.flatMap(({ id, parents }) => parents.map((from) => ({ from, to: id })));
  const graph = PlanGraph.parse({ steps: made, dependencies });
  const read = new Set([...mapped, ...Array.from(conditions.values(), (condition) => condition.ref)]);
  const free = ids.filter((id) => traits.get(id) === "plain" && !read.has(id));
  const subplans = new Set(random.chance(0.5) ? random.some(free, random.int(1, 2)) : []);
  const skippable = ids.filter((id) => !mapped.has(id) && traits.get(id) !== "map");
  return { name, graph, conditions, subplans, script: scriptFor(random, skippable) };
}

/** The plan with its steps that run another plan running this one. */
export function withSubplan(plan: CrashPlan, planId: string): CrashPlan {
  const literal = (value: Json): Argument => ({ kind: "literal", value });
  const steps = plan.graph.steps.map((step) =>
    plan.subplans.has(step.id)
      ? testStep(step.id, {
          tool: SUBPLAN_TOOL,
          args: { plan: literal(planId), version: literal(1) },
          retry: { maxAttempts: 3, backoffSeconds: 0.1 },
        })
      : step,
  );
  return { ...plan, graph: { ...plan.graph, steps } };
}

function traitOf(random: Random, at: number, parents: readonly string[]): Trait {
  const trait = random.weighted(TRAITS);
  return at === 0 || ((trait === "condition" || trait === "map") && parents.length === 0) ? "plain" : trait;
}

function makeStep(
  random: Random,
  {
    id,
    parents,
    trait,
    gives,
    condition,
  }: { id: string; parents: string[]; trait: Trait; gives: boolean; condition: Condition | undefined },
): Step {
  const repeatable = random.weighted({ read: 55, idempotent: 25, local: 20 });
  const kind = random.chance(0.25) && !gives ? "once" : repeatable;
  const attempts = random.int(2, 3);
  const maxAttempts = trait === "fails" || trait === "hangs" ? attempts + 1 : attempts;
  const args: Partial<CrashArgs> = {
    ms: duration(random),
    items: gives ? random.int(0, 6) : 0,
    ...(trait === "fails" && { fails: random.int(1, attempts) }),
    ...(trait === "needs_person" && { fails: attempts }),
    ...((trait === "fallback" || trait === "optional") && { fails: -1, retryable: false }),
    ...(trait === "throws" && { throws: 1 }),
    ...(trait === "hangs" && { hangs: 1 }),
    ...(trait === "repeats" && { short: random.int(1, 2) }),
    ...(trait === "waits" && { waits: random.pick(["moment", "answer"] as const) }),
  };
  const own = trait === "map" ? [ref(id)] : [];
  const inputs = [...own, ...parents.map((parent) => ref(parent))];
  const calls = callArgs(id, args, inputs);
  const fallbacks: Fallback[] =
    trait === "fallback"
      ? [{ tool: TOOL_NAMES.idempotent, args: callArgs(`${id}-other`, { ms: duration(random) }, inputs) }]
      : [];
  const from = parents[0];
  return testStep(id, {
    tool: TOOL_NAMES[(trait === "hangs" || trait === "waits") && kind === "local" ? "read" : kind],
    kind: trait === "map" ? "map" : "tool",
    each: trait === "map" && from !== undefined ? { ref: from, path: ["items"] } : null,
    args: calls,
    fallbacks,
    optional: trait === "optional",
    timeoutSeconds: trait === "hangs" ? 1 : 30,
    retry: { maxAttempts, backoffSeconds: random.int(0, 3) / 10 },
    when: condition
      ? `steps.${condition.ref} != null && steps.${condition.ref}.n >= ${condition.least}`
      : null,
    doneCondition:
      trait === "repeats" ? { ...requires(), expression: "output.good", maxRepeats: 3 } : requires(["n"]),
    expectedSeconds: random.chance(0.5) ? (args.ms ?? 0) / 1_000 : null,
  });
}

function duration(random: Random): number {
  const kind = random.weighted({ nothing: 3, short: 4, middle: 3, long: 1 });
  if (kind === "nothing") return 0;
  if (kind === "short") return random.int(5, 60);
  return kind === "middle" ? random.int(60, 300) : random.int(400, 1_500);
}

function ref(stepId: string): Argument {
  return { kind: "ref", ref: stepId, path: [] };
}

function callArgs(label: string, args: Partial<CrashArgs>, inputs: Argument[]): Arguments {
  const plain = Object.entries({ ms: 0, ...args, label }).map(([name, value]): [string, Argument] => [
    name,
    { kind: "literal", value: (value satisfies Json | undefined) ?? null },
  ]);
  return { ...Object.fromEntries(plain), inputs: { kind: "list", items: inputs } };
}

function scriptFor(random: Random, ids: readonly string[]): Script {
  const skips = random.chance(0.2) ? random.some(ids, random.int(1, 2)) : [];
  return {
    pauses: random.chance(0.2) ? { at: random.int(100, 2_000), forMs: random.int(300, 1_500) } : null,
    abortsAt: random.chance(0.07) ? random.int(200, 3_000) : null,
    skips: skips.map((stepId) => ({
      stepId,
      at: random.int(0, 1_500),
      output: random.chance(0.5) ? GIVEN : null,
    })),
  };
}

/** Makes a plan of a real workflow's graph, its durations scaled so that the longest chain takes `seconds`. */
export function workflowPlan(workflow: WorkflowGraph, random: Random, seconds: number): CrashPlan {
  const scale = (seconds * 1_000) / Math.max(criticalSeconds(workflow), 0.001);
  const parents = Map.groupBy(workflow.dependencies, ({ to }) => to);
  const steps = workflow.tasks.map((task) => {
    const kind = random.weighted({ read: 50, idempotent: 20, once: 15, local: 15 });
    // A few inputs are enough to see that the right ones came.
    const inputs = (parents.get(task.id) ?? []).slice(0, 5).map(({ from }) => ref(from));
    return testStep(task.id, {
      title: task.name.slice(0, 100) || task.id,
      tool: TOOL_NAMES[kind],
      args: callArgs(task.id, { ms: Math.round(task.seconds * scale) }, inputs),
      expectedSeconds: Math.min(task.seconds * scale, 80_000_000) / 1_000,
    });
  });
  const graph = PlanGraph.parse({ steps, dependencies: workflow.dependencies });
  const script: Script = { pauses: null, abortsAt: null, skips: [] };
  return { name: workflow.name, graph, conditions: new Map(), subplans: new Set(), script };
}

/** A step's arguments once what it read is known: `outputs` of its parents, and of a map's item its value. */
export function resolvedArgs(args: Arguments, outputOf: (stepId: string) => Json): CrashArgs {
  const value = (argument: Argument): Json => {
    if (argument.kind === "literal") return argument.value;
    if (argument.kind === "ref") return outputOf(argument.ref);
    if (argument.kind === "list") return argument.items.map(value);
    throw new Error("The crash plans have no such argument.");
  };
  const resolved: JsonObject = Object.fromEntries(
    Object.entries(args).map(([name, argument]) => [name, value(argument)]),
  );
  return CrashArgs.parse(resolved);
}
