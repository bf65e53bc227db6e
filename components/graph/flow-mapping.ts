import type { Edge, Node } from "@xyflow/react";
import { countOf } from "#lib/domain/count-of.ts";
import { dependencyKey } from "#lib/domain/diff-graphs.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { Dependency, PlanGraph } from "#lib/domain/plan.ts";
import { costByStep } from "#lib/domain/run-cost.ts";
import type { Cost } from "#lib/domain/run-cost-view.ts";
import type { StepRunStatus, StepRunView } from "#lib/domain/run.ts";
import { askWords, type StepAsk, type StepAsks } from "#lib/domain/step-ask.ts";
import type { Step, StepKind } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { CardComments, DependencyMark, Point, StepMark } from "./canvas-props.ts";
import { edgeId } from "./edge-id.ts";
import { CARD } from "./level-layout.ts";

/** What a card shows. */
export type StepCardData = {
  step: Step;
  tool: ToolSpec | null;
  /** Of a map, the list it works through: "Search › items". */
  list: string | null;
  run: StepRunView | null;
  /** What it has cost in its run, of a map with its items; `costUnknown`: some of it has no known price. */
  costMicros: number;
  costUnknown: boolean;
  /** What it will take, in a few words; null: what its tool usually takes. */
  estimate: string | null;
  findings: readonly Finding[];
  ask: StepAsk | null;
  comments: CardComments | null;
  /** Names of others who look at it. */
  present: string | null;
  mark: StepMark | null;
  editable: boolean;
};
export type StepNode = Node<StepCardData, StepKind>;

/** What a dependency's line shows: the names for its button, and its ends' states for its colour. */
export type DependencyData = {
  dependency: Dependency;
  fromTitle: string;
  toTitle: string;
  fromStatus: StepRunStatus | null;
  toStatus: StepRunStatus | null;
  mark: DependencyMark | null;
  /** Points that the line passes between its ends, round the cards in its way. */
  route: readonly Point[] | null;
  editable: boolean;
  /** Of a line from or to a collapsed group, how many dependencies it stands for. */
  count?: number;
};
export type DependencyEdge = Edge<DependencyData, "dependency">;

/** Names of a card's connection points: edges end in the first two; `body` takes a connection dropped anywhere on a card. */
export const HANDLES = { in: "in", out: "out", body: "body" } as const;

/** The plan and everything around it that the canvas draws. */
export type FlowInput = {
  graph: PlanGraph;
  /** Steps that a collapsed group stands for: they have neither card nor lines. */
  hidden: ReadonlyMap<string, unknown>;
  points: Readonly<Record<string, Point>>;
  /** Routes of lines round cards, by edge id. */
  routes: Readonly<Record<string, readonly Point[]>>;
  /** What a search found; null while nothing is looked for. */
  found: ReadonlySet<string> | null;
  tools: ReadonlyMap<string, ToolSpec>;
  stepStates: Readonly<Record<string, StepRunView>>;
  estimates: Readonly<Record<string, string>>;
  findings: ReadonlyMap<string, readonly Finding[]>;
  asks: StepAsks;
  comments: Readonly<Record<string, CardComments>>;
  present: Readonly<Record<string, string>>;
  marks: Readonly<Record<string, StepMark>>;
  dependencyMarks: Readonly<Record<string, DependencyMark>>;
  editable: boolean;
  /** Only a selected card follows the pointer: a finger that means to move the view often lands on one. */
  dragSelectedOnly: boolean;
};

/** What every arrow key changes, apart from the plan so that it costs little in a large one. */
export type Chosen = {
  selection: ReadonlySet<string>;
  /** The one card that Tab reaches; arrows go on from it. */
  tabStop: string | null;
};

/** Marks cards that a search found; the style sheet dims the others. */
export const FOUND = "found";

const NO_FINDINGS: readonly Finding[] = [];
const NO_COST: Cost = { micros: 0, unknown: false };

/** What of it lines are drawn from: the rest may change without them. */
export type LineInput = Pick<
  FlowInput,
  "hidden" | "routes" | "stepStates" | "dependencyMarks" | "editable"
> & {
  dependencies: readonly Dependency[];
  /** Titles of the steps, by id. */
  names: ReadonlyMap<string, string>;
};

/**
 * Steps as React Flow nodes, none of them chosen. A node that would look the same is handed back as the same object, so that moving
 * one card of a thousand renders one.
 * @param previous what this function gave the last time
 */
export function toNodes(input: FlowInput, previous: StepNode[]): StepNode[] {
  const before = new Map(previous.map((node) => [node.id, node]));
  const titles = new Map(input.graph.steps.map((step) => [step.id, step.title]));
  const costs = costByStep(Object.values(input.stepStates));
  const shown = input.graph.steps.filter(({ id }) => !input.hidden.has(id));
  const nodes = shown.map((step) => {
    const next = toNode(step, titles, costs.get(step.id) ?? NO_COST, input);
    const last = before.get(step.id);
    return last && sameNode(last, next) ? last : next;
  });
  return keepList(nodes, previous);
}

/** The list of before where it has the same items: React Flow takes some time to adopt another. */
function keepList<T>(next: T[], last: T[]): T[] {
  return next.length === last.length && next.every((item, index) => item === last[index]) ? last : next;
}

/** The list of a map in words; null for other steps. */
function listName({ kind, each }: Step, titles: ReadonlyMap<string, string>): string | null {
  if (kind !== "map") return null;
  if (each === null) return "a list to be chosen";
  return [titles.get(each.ref) ?? each.ref, ...each.path].join(" › ");
}

function toNode(step: Step, titles: ReadonlyMap<string, string>, cost: Cost, input: FlowInput): StepNode {
  const run = input.stepStates[step.id] ?? null;
  const tool = input.tools.get(run?.tool ?? step.tool) ?? null;
  const findings = input.findings.get(step.id) ?? NO_FINDINGS;
  const list = listName(step, titles);
  const estimate = input.estimates[step.id] ?? null;
  const ask = input.asks[step.id] ?? null;
  const mark = input.marks[step.id] ?? null;
  const comments = input.comments[step.id] ?? null;
  const present = input.present[step.id] ?? null;
  return {
    id: step.id,
    type: step.kind,
    position: input.points[step.id] ?? { x: 0, y: 0 },
    selected: false,
    draggable: !input.dragSelectedOnly,
    className: input.found?.has(step.id) ? FOUND : "",
    width: CARD.width,
    height: CARD.height,
    // Known beforehand: React Flow then keeps a card's connection points when its object is replaced.
    measured: { width: CARD.width, height: CARD.height },
    ariaLabel: [
      nodeLabel(step, tool, list, run, findings),
      ask && askWords(ask).toLowerCase(),
      commentWords(comments),
      present && `${present} here`,
      mark && PROPOSED[mark],
    ]
      .filter(Boolean)
      .join(", "),
    domAttributes: { tabIndex: -1 },
    // Nothing can be connected to a step that is only proposed.
    data: {
      step,
      tool,
      list,
      run,
      costMicros: cost.micros,
      costUnknown: cost.unknown,
      estimate,
      findings,
      ask,
      comments,
      present,
      mark,
      editable: input.editable && mark !== "added",
    },
  };
}

/** "2 comments, one must be resolved before a run"; null without any. */
export function commentWords(comments: CardComments | null): string | null {
  if (!comments) return null;
  const count = countOf(comments.open, "comment");
  return comments.blocks ? `${count}, to be resolved before a run` : count;
}

const PROPOSED: Record<StepMark, string> = {
  added: "proposed: added",
  changed: "proposed: changed",
  dropped: "proposed: removed",
  reused: "would be taken over",
  redone: "would be done anew",
};

function nodeLabel(
  step: Step,
  tool: ToolSpec | null,
  list: string | null,
  run: StepRunView | null,
  findings: readonly Finding[],
): string {
  const problems = findings.filter((finding) => finding.severity === "error").length;
  return [
    step.title,
    tool?.title ?? step.tool,
    list === null ? null : `for each of ${list}`,
    step.when === null ? null : "on a condition",
    run?.status,
    run?.items ? `${run.items.total - run.items.left} of ${run.items.total} items done` : null,
    run?.skipCause === "condition" ? "by a condition" : null,
    run?.stale ? "stale" : null,
    step.optional ? "optional" : null,
    problems ? countOf(problems, "problem") : null,
  ]
    .filter(Boolean)
    .join(", ");
}

function sameNode(a: StepNode, b: StepNode): boolean {
  return (
    a.position.x === b.position.x &&
    a.position.y === b.position.y &&
    a.draggable === b.draggable &&
    a.className === b.className &&
    a.ariaLabel === b.ariaLabel &&
    sameValues(a.data, b.data)
  );
}

/**
 * The same nodes with what is chosen; all others are the same objects.
 * @param earlier what was made of chosen ones before, which is handed back while nothing about it changes
 */
export function markChosen(
  nodes: readonly StepNode[],
  { selection, tabStop }: Chosen,
  earlier: WeakMap<StepNode, StepNode>,
): StepNode[] {
  return nodes.map((node) => {
    const selected = selection.has(node.id);
    const tabIndex = node.id === tabStop ? 0 : -1;
    if (!selected && tabIndex === -1) return node;
    const last = earlier.get(node);
    if (last && last.selected === selected && last.domAttributes?.tabIndex === tabIndex) return last;
    const draggable = node.draggable === true || selected;
    const next: StepNode = { ...node, selected, draggable, domAttributes: { tabIndex } };
    earlier.set(node, next);
    return next;
  });
}

/** Dependencies as React Flow edges; unchanged ones are handed back as the same objects. */
export function toEdges(
  input: LineInput,
  selectedEdge: string | null,
  previous: DependencyEdge[],
): DependencyEdge[] {
  const before = new Map(previous.map((edge) => [edge.id, edge]));
  const shown = input.dependencies.filter(({ from, to }) => !input.hidden.has(from) && !input.hidden.has(to));
  const edges = shown.map((dependency) => {
    const next = toEdge(dependency, input, selectedEdge);
    const last = before.get(next.id);
    return last && last.selected === next.selected && sameEdgeData(last.data, next.data) ? last : next;
  });
  return keepList(edges, previous);
}

/** Tab passes lines by; the canvas' keys move the focus to one. */
const FOCUSED_BY_KEYS = { tabIndex: -1 };

const WOULD: Record<DependencyMark, string> = { added: "would depend", dropped: "would no longer depend" };

function toEdge(dependency: Dependency, input: LineInput, selectedEdge: string | null): DependencyEdge {
  const id = edgeId(dependency);
  const mark = input.dependencyMarks[dependencyKey(dependency)] ?? null;
  const fromTitle = input.names.get(dependency.from) ?? dependency.from;
  const toTitle = input.names.get(dependency.to) ?? dependency.to;
  return {
    id,
    type: "dependency",
    source: dependency.from,
    target: dependency.to,
    sourceHandle: HANDLES.out,
    targetHandle: HANDLES.in,
    selected: selectedEdge === id,
    domAttributes: FOCUSED_BY_KEYS,
    ariaLabel: `${toTitle} ${mark === null ? "depends" : WOULD[mark]} on ${fromTitle}`,
    data: {
      dependency,
      fromTitle,
      toTitle,
      fromStatus: input.stepStates[dependency.from]?.status ?? null,
      toStatus: input.stepStates[dependency.to]?.status ?? null,
      mark,
      route: input.routes[id] ?? null,
      editable: input.editable && mark === null,
    },
  };
}

function sameEdgeData(a: DependencyData | undefined, b: DependencyData | undefined): boolean {
  if (!a || !b) return false;
  // Two dependencies with one id are equal without being one object.
  return sameValues(a, { ...b, dependency: a.dependency });
}

function sameValues<T extends object>(a: T, b: T): boolean {
  for (const key in a) if (!Object.is(a[key], b[key])) return false;
  return true;
}

/** The dependency that a drawn connection means, or null while one end is missing. */
export function toDependency(connection: {
  source: string | null;
  target: string | null;
}): Dependency | null {
  return connection.source && connection.target ? { from: connection.source, to: connection.target } : null;
}
