import { indexAncestors } from "#lib/domain/ancestor-index.ts";
import { dependencyKey, diffGraphs } from "#lib/domain/diff-graphs.ts";
import { adjacency, topologicalOrder } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Dependency, PlanGraph } from "#lib/domain/plan.ts";
import type { Step } from "#lib/domain/step.ts";
import { stepsRead } from "#lib/domain/step-reads.ts";
import { named, type Variation } from "./variation.ts";

/**
 * Makes a plan faster: waits go that no input needs, optional steps go that lengthen the longest chain, and what hangs or fails is
 * given up sooner.
 */
export function makeFast(plan: Variation): void {
  cutWaits(plan);
  shortenChain(plan);
  tighten(plan);
}

/**
 * Steps wait only for what they read. Those stay where they were that work on the outside (what came before must have happened), whose
 * arguments are filled in from whatever came before, and whose order the goal itself spells out.
 */
function cutWaits(plan: Variation): void {
  const { graph } = plan;
  const waits = neededWaits(plan);
  const quicker: PlanGraph = { ...graph, dependencies: waits };
  if (depth(quicker) >= depth(graph) && plan.seconds(quicker) >= plan.seconds()) return;
  const operations = diffGraphs(graph, quicker);
  const [step] = graph.steps;
  if (!step || plan.make([{ step, operations }]).length === 0) return;
  const before = adjacency(graph).before;
  const after = adjacency(plan.graph).before;
  const earlier = graph.steps.filter(({ id }) =>
    (before.get(id) ?? []).some((source) => !(after.get(id) ?? []).includes(source)),
  );
  const how =
    earlier.length === 1
      ? "starts sooner: it waits only for what it reads"
      : "start sooner: they wait only for what they read";
  plan.remarks.push(`${named(earlier)} ${how}.`);
}

/** All waits of a plan that something needs; none that others imply. */
function neededWaits(plan: Variation): Dependency[] {
  const { graph } = plan;
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const spelled = new Set(plan.means.analysis?.explicitSteps.map(({ title }) => title.toLowerCase()) ?? []);
  const isFixed = (step: Step) =>
    happens(step, plan) ||
    Object.values(step.args).some(({ kind }) => kind === "open") ||
    spelled.has(step.title.toLowerCase());
  const fixed = new Set(graph.steps.flatMap((step) => (isFixed(step) ? [step.id] : [])));
  const former = adjacency(graph).before;
  const wasBefore = indexAncestors(graph);
  const wanted = graph.steps.map((step): [StepId, StepId[]] => {
    const direct = former.get(step.id) ?? [];
    if (fixed.has(step.id)) return [step.id, awaitedByFixed(step.id, former, fixed)];
    const reads = stepsRead(step).filter((read) => wasBefore(read, step.id));
    // What happened before it on the outside may be why it waited.
    return [step.id, [...new Set([...reads, ...direct.filter((id) => happens(steps.get(id), plan))])]];
  });
  const dependencies = wanted.flatMap(([to, sources]) => sources.map((from) => ({ from, to })));
  const isBefore = indexAncestors({ ...graph, dependencies });
  return wanted
    .flatMap(([to, sources]) => {
      const kept = new Set(fixed.has(to) ? (former.get(to) ?? []) : []);
      return sources
        .filter((from) => kept.has(from) || !sources.some((other) => isBefore(from, other)))
        .map((from) => ({ from, to }));
    })
    .toSorted((a, b) => (dependencyKey(a) < dependencyKey(b) ? -1 : 1));
}

/**
 * All that a step waits for whose order stays: what it waited for directly, and, where that no longer waits for what came before it,
 * that too.
 */
function awaitedByFixed(
  start: StepId,
  former: ReadonlyMap<StepId, readonly StepId[]>,
  fixed: ReadonlySet<StepId>,
): StepId[] {
  const found = new Set<StepId>(former.get(start));
  for (const id of found) {
    if (fixed.has(id)) continue;
    for (const source of former.get(id) ?? []) found.add(source);
  }
  return [...found];
}

/** Whether a step does something that others may wait for without reading it. */
function happens(step: Step | undefined, plan: Variation): boolean {
  return step !== undefined && plan.tool(step)?.sideEffect !== "read";
}

/** How many steps the longest chain has. */
function depth(graph: PlanGraph): number {
  const { before } = adjacency(graph);
  const levels = new Map<StepId, number>();
  for (const id of topologicalOrder(graph))
    levels.set(id, 1 + Math.max(0, ...(before.get(id) ?? []).map((source) => levels.get(source) ?? 0)));
  return Math.max(0, ...levels.values());
}

/** Takes optional steps off the chain that decides how long the plan takes, as long as that makes it shorter. */
function shortenChain(plan: Variation): void {
  const before = plan.graph.steps;
  const kept = new Set<StepId>();
  for (let next = onChain(plan, kept); next && kept.size < plan.tries; next = onChain(plan, kept)) {
    kept.add(next.id);
    const operations = plan.removal(next.id);
    if (!operations) continue;
    const [graph, seconds] = [plan.graph, plan.seconds()];
    plan.make([{ step: next, operations }]);
    if (plan.seconds() >= seconds) plan.graph = graph;
  }
  const there = new Set(plan.graph.steps.map(({ id }) => id));
  const gone = before.filter(({ id }) => !there.has(id));
  if (gone.length === 0) return;
  plan.remarks.push(`Leaves out ${named(gone)}: optional, and on the chain that the whole plan waits for.`);
}

/** The longest optional step of the critical path that was not tried yet. */
function onChain(plan: Variation, tried: ReadonlySet<StepId>): Step | undefined {
  const { graph } = plan;
  const { before } = adjacency(graph);
  const estimates = plan.estimates();
  const seconds = (id: StepId) => estimates.get(id)?.seconds.p50 ?? 0;
  const ends = new Map<StepId, number>();
  const latest = (ids: readonly StepId[]) =>
    ids.reduce<StepId | null>(
      (late, id) => (late === null || (ends.get(id) ?? 0) > (ends.get(late) ?? 0) ? id : late),
      null,
    );
  for (const id of topologicalOrder(graph)) {
    const source = latest(before.get(id) ?? []);
    ends.set(id, seconds(id) + (source === null ? 0 : (ends.get(source) ?? 0)));
  }
  const chain = new Set<StepId>();
  for (let id = latest([...ends.keys()]); id !== null; id = latest(before.get(id) ?? [])) chain.add(id);
  return graph.steps
    .filter((step) => step.optional && chain.has(step.id) && !tried.has(step.id))
    .toSorted((a, b) => seconds(b.id) - seconds(a.id))[0];
}

/** No step is given up before this, nor before several times what it takes in nine of ten cases. */
const LEAST_TIMEOUT = 30;
const TIMES_EXPECTED = 4;

function tighten(plan: Variation): void {
  const estimates = plan.estimates();
  const limit = ({ id, timeoutSeconds }: Step) => {
    const expected = (estimates.get(id)?.seconds.p90 ?? timeoutSeconds) * TIMES_EXPECTED;
    return Math.min(timeoutSeconds, Math.max(LEAST_TIMEOUT, Math.ceil(expected)));
  };
  const changed = plan.update((step) => {
    const { retry, doneCondition, fallbacks, timeoutSeconds, heartbeatSeconds } = step;
    const attempts = fallbacks.length > 0 ? 1 : Math.min(2, retry.maxAttempts);
    const backoffSeconds = Math.min(1, retry.backoffSeconds);
    const maxRepeats = Math.min(1, doneCondition.maxRepeats);
    // A heartbeat as long as the time limit would be none.
    const timeout = Math.max(limit(step), (heartbeatSeconds ?? 0) + 1);
    return {
      ...(timeout < timeoutSeconds && { timeoutSeconds: timeout }),
      ...((attempts < retry.maxAttempts || backoffSeconds < retry.backoffSeconds) && {
        retry: { maxAttempts: attempts, backoffSeconds },
      }),
      ...(maxRepeats < doneCondition.maxRepeats && { doneCondition: { ...doneCondition, maxRepeats } }),
    };
  });
  if (changed.length === 0) return;
  plan.remarks.push(
    `Gives up sooner: shorter waits before a new attempt and shorter time limits in ${changed.length} ${changed.length === 1 ? "step" : "steps"}; a step with a fallback goes to it at its first failure.`,
  );
}
