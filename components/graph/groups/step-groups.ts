import { adjacency, levels, topologicalOrder, type GraphShape } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Dependency, PlanGraph } from "#lib/domain/plan.ts";
import { edgeId } from "../edge-id.ts";

/** By what the steps of a large plan are taken together: not at all, by the outline's levels, or by subplans. */
export type Grouping = "none" | "level" | "subplan";

/** Steps that may be shown as one card. Its id is no step's. */
export type StepGroup = { id: string; by: Exclude<Grouping, "none">; title: string; stepIds: StepId[] };

/** Fewer steps than these are no group: their cards say more than a group's would. */
const LEAST = 2;

export function groupsOf(graph: PlanGraph, by: Grouping): StepGroup[] {
  if (by === "none") return [];
  const groups = by === "level" ? levelGroups(graph) : subplans(graph);
  return groups.filter(({ stepIds }) => stepIds.length >= LEAST);
}

function levelGroups(graph: PlanGraph): StepGroup[] {
  const byLevel = new Map<number, StepId[]>();
  for (const [id, level] of levels(graph)) byLevel.set(level, [...(byLevel.get(level) ?? []), id]);
  return [...byLevel]
    .toSorted(([a], [b]) => a - b)
    .map(([level, stepIds]) => ({
      id: `level:${level}`,
      by: "level" as const,
      title: `Level ${level + 1}`,
      stepIds,
    }));
}

/**
 * The parts of a plan that are entered at one step only, as a plan within it: that step and all that cannot be reached but through it
 * (what it dominates). Where the whole plan begins at one step, the parts behind it. Steps where parts come together are in none.
 */
function subplans(graph: PlanGraph): StepGroup[] {
  const { before } = adjacency(graph);
  const gate = new Map<StepId, StepId | null>();
  const depth = new Map<StepId | null, number>([[null, 0]]);
  for (const id of topologicalOrder(graph)) {
    const sources = (before.get(id) ?? []).filter((source) => gate.has(source));
    let common: StepId | null = sources[0] ?? null;
    for (const source of sources.slice(1)) common = commonGate(common, source, gate, depth);
    gate.set(id, common);
    depth.set(id, (depth.get(common) ?? 0) + 1);
  }
  const behind = new Map<StepId | null, StepId[]>();
  for (const { id } of graph.steps) {
    const at = gate.get(id) ?? null;
    behind.set(at, [...(behind.get(at) ?? []), id]);
  }
  let entries = behind.get(null) ?? [];
  for (
    let [only, ...others] = entries;
    only !== undefined && others.length === 0;
    [only, ...others] = entries
  ) {
    entries = behind.get(only) ?? [];
  }
  const titles = new Map(graph.steps.map(({ id, title }) => [id, title]));
  return entries.map((entry) => ({
    id: `subplan:${entry}`,
    by: "subplan" as const,
    title: titles.get(entry) ?? entry,
    stepIds: [entry, ...allBehind(entry, behind)],
  }));
}

/** The last step that both must come through; null when there is none. */
function commonGate(
  first: StepId | null,
  second: StepId | null,
  gate: ReadonlyMap<StepId, StepId | null>,
  depth: ReadonlyMap<StepId | null, number>,
): StepId | null {
  let [a, b] = [first, second];
  while (a !== b) {
    if ((depth.get(a) ?? 0) >= (depth.get(b) ?? 0)) a = a === null ? null : (gate.get(a) ?? null);
    else b = b === null ? null : (gate.get(b) ?? null);
  }
  return a;
}

function allBehind(entry: StepId, behind: ReadonlyMap<StepId | null, StepId[]>): StepId[] {
  const found: StepId[] = [];
  const open = [...(behind.get(entry) ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    found.push(id);
    open.push(...(behind.get(id) ?? []));
  }
  return found;
}

/** A plan as it is drawn: collapsed groups stand for their steps, and their lines are taken together. */
export type DrawnGraph = {
  /** Cards, by the ids of steps and collapsed groups, and the lines between them. */
  shape: GraphShape;
  collapsed: readonly StepGroup[];
  /** The groups whose steps are shown. */
  open: readonly StepGroup[];
  /** The collapsed group that a step is in. */
  hidden: ReadonlyMap<StepId, StepGroup>;
  /** Lines from or to a group, with how many dependencies each stands for. */
  bundles: readonly (Dependency & { count: number })[];
};

export function drawGroups(
  graph: PlanGraph,
  groups: readonly StepGroup[],
  collapsedIds: ReadonlySet<string>,
): DrawnGraph {
  const collapsed = groups.filter(({ id }) => collapsedIds.has(id));
  const open = groups.filter(({ id }) => !collapsedIds.has(id));
  if (collapsed.length === 0) return { shape: graph, open, ...NOTHING_COLLAPSED };
  const hidden = new Map(collapsed.flatMap((group) => group.stepIds.map((id) => [id, group] as const)));
  const cardOf = (id: StepId) => hidden.get(id)?.id ?? id;
  const lines = new Map<string, Dependency & { count: number }>();
  for (const { from, to } of graph.dependencies) {
    const [start, end] = [cardOf(from), cardOf(to)];
    if (start === end) continue;
    const id = edgeId({ from: start, to: end });
    lines.set(id, { from: start, to: end, count: (lines.get(id)?.count ?? 0) + 1 });
  }
  const groupIds = new Set(collapsed.map(({ id }) => id));
  const steps = new Map(graph.steps.map(({ id }) => [cardOf(id), { id: cardOf(id) }]));
  return {
    shape: { steps: [...steps.values()], dependencies: [...lines.values()] },
    collapsed,
    open,
    hidden,
    bundles: [...lines.values()].filter(({ from, to }) => groupIds.has(from) || groupIds.has(to)),
  };
}

/** The same each time, so that lines are drawn anew only when something about them has changed. */
const NOTHING_COLLAPSED = {
  collapsed: [],
  hidden: new Map<StepId, StepGroup>(),
  bundles: [],
} satisfies Partial<DrawnGraph>;

/** The id of the card that shows a step: its own, or its collapsed group's. */
export function cardOf({ hidden }: DrawnGraph, stepId: StepId | null): string | null {
  return stepId === null ? null : (hidden.get(stepId)?.id ?? stepId);
}

/** The group whose card or tag has this id on the canvas; null for a step's card. */
export function groupAt({ collapsed, open }: DrawnGraph, nodeId: string): StepGroup | null {
  const named = ({ id }: StepGroup) => id === nodeId || tagOf(id) === nodeId;
  return collapsed.find(named) ?? open.find(named) ?? null;
}

/** The id of an open group's tag on the canvas. */
export function tagOf(groupId: string): string {
  return `tag:${groupId}`;
}

/** The steps that a card stands for. */
export function stepsOf({ collapsed }: DrawnGraph, cardId: string): StepId[] {
  return collapsed.find(({ id }) => id === cardId)?.stepIds ?? [cardId];
}
