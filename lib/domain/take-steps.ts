import { dependencyKey, diffGraphs, stepChanges } from "./diff-graphs.ts";
import type { StepId } from "./ids.ts";
import type { PatchOperation } from "./patch.ts";
import { applyPatch } from "./apply-patch.ts";
import type { Dependency, PlanGraph } from "./plan.ts";
import { renameReferences } from "./rename-references.ts";
import { sameJson } from "./same-json.ts";
import { stepsRead } from "./step-reads.ts";
import type { Step } from "./step.ts";
import { Places, type Chosen, type StepTaking } from "./taking-places.ts";
import { withoutReferences } from "./without-references.ts";
import { WorkingGraph } from "./working-graph.ts";

/** The plan with the taken steps, the one patch that makes it of the draft, and what a person ought to know, in sentences. */
export type TakenSteps = { graph: PlanGraph; patch: PatchOperation[]; notes: string[] };

/**
 * Takes chosen steps of several plans into one.
 * - A step that the base has too is that step: its changed fields go into the draft's (or the base's) one, and where two picks changed
 *   the same field the later one counts. Others are added, those with equal title, tool and arguments once, under an id of their own.
 * - Chosen steps keep the order they had: what lay between two of them and was not chosen is bridged.
 * - What reads a step that is not there reads it no more, as far as the step can do without; else the plan's check reports it.
 * - A dependency that would close a circle is left out and told of.
 * @throws Error when a pick names a step that its plan does not have
 */
export function takeSteps(taking: StepTaking): TakenSteps {
  const start: PlanGraph = taking.into === "add" ? taking.draft : { steps: [], dependencies: [] };
  const notes = new Set<string>();
  const places = new Places(taking, start);
  const chosen = taking.picks.flatMap((pick) => places.choose(pick));
  const working = new WorkingGraph(start);
  const lost = new Map<StepId, string>();
  for (const [target, ones] of Map.groupBy(chosen, (one) => one.target)) {
    const step = build(target, ones, { taking, places, start, lost, notes });
    if (working.step(target)) working.replace(step);
    else working.insert(step, placeBehind(ones[0], places, working));
  }
  for (const one of chosen) connect(one, { taking, places, working, notes });
  for (const { target } of chosen) waitForReads(target, working, notes);
  return finish(taking, working.toGraph(), lost, notes);
}

type Building = {
  taking: StepTaking;
  places: Places;
  start: PlanGraph;
  /** What stands in references for steps that are not in the result, with their titles. */
  lost: Map<StepId, string>;
  notes: Set<string>;
};

function build(
  target: StepId,
  ones: readonly Chosen[],
  { taking, places, start, lost, notes }: Building,
): Step {
  const there = places.look(start).step(target);
  const base = places.look(taking.base).step(target);
  const [first] = ones;
  if (!first) throw new Error("A step is built of nothing.");
  if (!base || !places.isShared(first.pick, first.step.id)) {
    if (there) notes.add(`“${there.title}” is in the plan already.`);
    return there ?? { ...renamed(first, places, lost), id: target };
  }
  const changed = new Map<string, { value: unknown; by: string }>();
  for (const one of ones) {
    const changes = stepChanges(base, renamed(one, places, lost)) ?? {};
    for (const [field, value] of Object.entries(changes)) {
      const before = changed.get(field);
      if (before && !sameJson(before.value, value))
        notes.add(`“${base.title}” was chosen twice; where they differ, that of ${one.pick.name} was taken.`);
      changed.set(field, { value, by: one.pick.name });
    }
  }
  const step = {
    ...(there ?? base),
    ...Object.fromEntries([...changed].map(([field, { value }]) => [field, value])),
  };
  const edits = there ? (stepChanges(base, there) ?? {}) : {};
  const over = Object.keys(edits).filter((field) => changed.has(field));
  if (over.length > 0)
    notes.add(`What you changed in “${base.title}” since was replaced. Undo takes it back.`);
  return step;
}

/** The step as it reads others under their ids in the result; what is not there is read under an id that nothing has. */
function renamed({ pick, step }: Chosen, places: Places, lost: Map<StepId, string>): Step {
  const gone = new Map<StepId, StepId>();
  return renameReferences(step, (id) => {
    if (id === step.id) return id;
    const target = places.targetOf(pick, id);
    if (target !== null) return target;
    const left = gone.get(id) ?? places.leftOut();
    gone.set(id, left);
    lost.set(left, places.look(pick.graph).step(id)?.title ?? id);
    return left;
  });
}

/** Behind which step a new one goes: the nearest before it in its own plan's list that is there. */
function placeBehind(one: Chosen | undefined, places: Places, working: WorkingGraph): StepId | null {
  if (!one) return null;
  const plan = places.look(one.pick.graph);
  for (let step = plan.previous(one.step.id); step; step = plan.previous(step.id)) {
    const target = places.targetOf(one.pick, step.id);
    if (target !== null && working.step(target)) return target;
  }
  return null;
}

type Connecting = { taking: StepTaking; places: Places; working: WorkingGraph; notes: Set<string> };

function connect(one: Chosen, { taking, places, working, notes }: Connecting): void {
  const { pick, step, target } = one;
  const there = (id: StepId) => places.targetOf(pick, id);
  const { before, after } = places.look(pick.graph);
  const sources = nearest(step.id, before, there);
  const wanted: Dependency[] = sources.map((from) => ({ from, to: target }));
  if (one.fresh) {
    const targets = nearest(step.id, after, there);
    wanted.push(...targets.map((to) => ({ from: target, to })));
    bridgeNoMore(one, { sources, targets }, working, places);
  } else if (places.isShared(pick, step.id)) {
    const base = places.look(taking.base).before;
    const known = (id: StepId) => (working.step(id) ? id : null);
    for (const from of nearest(step.id, base, known)) {
      if (!sources.includes(from) && working.before(target).has(from)) working.disconnect(from, target);
    }
  }
  for (const { from, to } of wanted) link(working, from, to, notes);
}

/** A new step between two others takes the place of the line that joined them, where its own plan has no such line. */
function bridgeNoMore(
  { pick }: Chosen,
  { sources, targets }: { sources: readonly StepId[]; targets: readonly StepId[] },
  working: WorkingGraph,
  places: Places,
): void {
  const lines = places.lines(pick);
  for (const from of sources) {
    for (const to of targets) {
      if (working.after(from).has(to) && !lines.has(dependencyKey({ from, to })))
        working.disconnect(from, to);
    }
  }
}

/** The steps nearest along `neighbours` that are in the result, by their ids there. */
function nearest(
  start: StepId,
  neighbours: ReadonlyMap<StepId, readonly StepId[]>,
  there: (id: StepId) => StepId | null,
): StepId[] {
  const found = new Set<StepId>();
  const seen = new Set<StepId>([start]);
  const open = [...(neighbours.get(start) ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const target = there(id);
    if (target !== null) found.add(target);
    else open.push(...(neighbours.get(id) ?? []));
  }
  return [...found].toSorted();
}

function link(working: WorkingGraph, from: StepId, to: StepId, notes: Set<string>): void {
  if (from === to || working.after(from).has(to)) return;
  if (working.connect(from, to) === null) return;
  const title = (id: StepId) => `“${working.step(id)?.title ?? id}”`;
  notes.add(`${title(to)} does not wait for ${title(from)}: they would wait for each other.`);
}

/** A step may read only what it waits for. */
function waitForReads(target: StepId, working: WorkingGraph, notes: Set<string>): void {
  const step = working.step(target);
  if (!step) return;
  const direct = working.before(target);
  const reads = stepsRead(step).filter((read) => working.step(read) && !direct.has(read));
  if (reads.length === 0) return;
  const ancestors = working.ancestors(target);
  for (const read of reads) if (!ancestors.has(read)) link(working, read, target, notes);
}

/** Takes out what reads steps that are not there, and says what that means. */
function finish(
  { draft, tools }: StepTaking,
  graph: PlanGraph,
  lost: ReadonlyMap<StepId, string>,
  notes: Set<string>,
): TakenSteps {
  const readers = (in_: PlanGraph) =>
    in_.steps.flatMap((step) =>
      stepsRead(step).flatMap((id) => (lost.has(id) ? [{ step, title: lost.get(id) ?? id }] : [])),
    );
  const before = readers(graph);
  const outcome = applyPatch(graph, withoutReferences(graph, [...lost.keys()], tools));
  const cleaned = outcome.ok ? outcome.graph : graph;
  const left = new Set(readers(cleaned).map(({ step, title }) => `${step.id} ${title}`));
  for (const { step, title } of before) {
    notes.add(
      left.has(`${step.id} ${title}`)
        ? `“${step.title}” needs what “${title}” gives, which was not taken: mend it before a run.`
        : `“${step.title}” no longer uses “${title}”, which was not taken.`,
    );
  }
  return { graph: cleaned, patch: diffGraphs(draft, cleaned), notes: [...notes] };
}
