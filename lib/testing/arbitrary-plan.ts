import fc from "fast-check";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Step } from "#lib/domain/step.ts";
import { requires, PLAIN } from "#lib/domain/plain-step.ts";

/** A step for tests: complete and plain, with any part replaced. */
export function makeStep(id: string, parts: Partial<Step> = {}): Step {
  return {
    id,
    title: `Step ${id}`,
    instruction: "",
    kind: "tool",
    tool: "knowledge.search",
    args: {},
    timeoutSeconds: 60,
    retry: { maxAttempts: 1, backoffSeconds: 0 },
    fallbacks: [],
    doneCondition: requires(),
    optional: false,
    ...PLAIN,
    ...parts,
  };
}

/** A graph from a list of ids and dependencies written "a>b". */
export function makeGraph(ids: string[], dependencies: string[] = []): PlanGraph {
  const outcome = applyPatch({ steps: [], dependencies: [] }, [
    ...ids.map((id, i) => ({
      op: "add" as const,
      step: makeStep(id),
      after: ids[i - 1] ?? null,
      dependencies: [],
    })),
    ...dependencies.map((written) => {
      const [from = "", to = ""] = written.split(">");
      return { op: "connect" as const, from, to };
    }),
  ]);
  if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
  return outcome.graph;
}

/** Numbers from which an operation for whatever graph there is can be made. */
export type OperationSeed = { kind: number; a: number; b: number; flag: boolean; text: number };

export const arbitrarySeed: fc.Arbitrary<OperationSeed> = fc.record({
  kind: fc.nat(7),
  a: fc.nat(1000),
  b: fc.nat(1000),
  flag: fc.boolean(),
  text: fc.nat(5),
});

/** An operation about steps of the graph, which it may or may not take. */
export function operationFor(graph: PlanGraph, seed: OperationSeed, prefix = "n"): PatchOperation {
  const ids = graph.steps.map((step) => step.id);
  const pick = (n: number) => ids[n % Math.max(1, ids.length)] ?? "nobody";
  const place = seed.b % (ids.length + 1) === 0 ? null : pick(seed.b);
  switch (seed.kind) {
    case 0:
    case 1: {
      const id = `${prefix}${seed.a}-${seed.text}`;
      const neighbours = [...new Set([pick(seed.a), pick(seed.b)])].filter((other) => ids.includes(other));
      const dependencies = neighbours.map((other, i) =>
        i === 0 ? { from: other, to: id } : { from: id, to: other },
      );
      return { op: "add", step: makeStep(id), after: ids.length === 0 ? null : place, dependencies };
    }
    case 2:
      return { op: "remove", stepId: pick(seed.a), bridge: seed.flag };
    case 3:
      return {
        op: "update",
        stepId: pick(seed.a),
        changes: seed.flag
          ? { title: `Title ${seed.text}`, when: `steps.${pick(seed.b)}.ok`, heartbeatSeconds: seed.a + 1 }
          : { tool: `tool.${seed.text}`, args: {}, kind: "map", each: { ref: pick(seed.b), path: [] } },
      };
    case 4:
    case 5:
      return { op: "connect", from: pick(seed.a), to: pick(seed.b) };
    case 6: {
      const edge = graph.dependencies[seed.a % Math.max(1, graph.dependencies.length)];
      return { op: "disconnect", from: edge?.from ?? pick(seed.a), to: edge?.to ?? pick(seed.b) };
    }
    default:
      return { op: "move", stepId: pick(seed.a), after: place, rewire: seed.flag };
  }
}

/** The operations made from seeds, leaving out those that the graph does not take, and the graph after them. */
export function patchFor(
  start: PlanGraph,
  seeds: readonly OperationSeed[],
  prefix = "n",
): { patch: PatchOperation[]; graph: PlanGraph } {
  const patch: PatchOperation[] = [];
  let graph = start;
  for (const seed of seeds) {
    const operation = operationFor(graph, seed, prefix);
    const outcome = applyPatch(graph, [operation]);
    if (!outcome.ok) continue;
    patch.push(operation);
    graph = outcome.graph;
  }
  return { patch, graph };
}

/** Graphs of any shape, with a list whose order need not follow the dependencies. */
export function arbitraryGraph(maxOperations = 25): fc.Arbitrary<PlanGraph> {
  return fc
    .array(arbitrarySeed, { maxLength: maxOperations })
    .map(
      (seeds) =>
        patchFor(makeGraph(["a", "b", "c", "d", "e"], ["a>b", "b>c", "a>d", "d>e"]), seeds, "g").graph,
    );
}
