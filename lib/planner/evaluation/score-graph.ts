import { matchWording } from "./match-wording.ts";

/** Pairs of places in a list of steps: the first comes before the second. */
export type IndexEdge = readonly [from: number, to: number];

/** How near a plan's graph comes to the gold one, and what is wrong with it in the words of either. */
export type GraphScore = {
  /** Every gold node has a step of its own, no step is left over, and the edges are the same. */
  exact: boolean;
  nodeF1: number;
  /** Both graphs without implied edges; an edge at a step that no gold node is like is wrong. */
  edgeF1: number;
  missing: string[];
  extra: string[];
  missingEdges: [string, string][];
  extraEdges: [string, string][];
};

/** Compares steps and edges with the gold ones, pairing them by wording. */
export function scoreGraph(
  gold: { nodes: readonly string[]; edges: readonly IndexEdge[] },
  plan: { titles: readonly string[]; edges: readonly IndexEdge[] },
): GraphScore {
  const titleOf = matchWording(gold.nodes, plan.titles);
  const matched = titleOf.filter((title) => title !== null).length;
  const wanted = withoutImplied(gold.edges);
  const found = withoutImplied(plan.edges);
  const inPlan = ([from, to]: IndexEdge) =>
    found.some((edge) => edge[0] === titleOf[from] && edge[1] === titleOf[to]);
  const inGold = ([from, to]: IndexEdge) =>
    wanted.some((edge) => titleOf[edge[0]] === from && titleOf[edge[1]] === to);
  const hits = wanted.filter(inPlan).length;
  const nodeF1 = f1(matched, gold.nodes.length, plan.titles.length);
  const edgeF1 = f1(hits, wanted.length, found.length);
  const words = (names: readonly string[], [from, to]: IndexEdge): [string, string] => [
    names[from] ?? "",
    names[to] ?? "",
  ];
  return {
    exact: nodeF1 === 1 && edgeF1 === 1,
    nodeF1,
    edgeF1,
    missing: gold.nodes.filter((_node, index) => titleOf[index] === null),
    extra: plan.titles.filter((_title, index) => !titleOf.includes(index)),
    missingEdges: wanted.filter((edge) => !inPlan(edge)).map((edge) => words(gold.nodes, edge)),
    extraEdges: found.filter((edge) => !inGold(edge)).map((edge) => words(plan.titles, edge)),
  };
}

/** The harmonic mean of precision and recall; 1 when there was nothing to find and nothing was found. */
function f1(hits: number, wanted: number, found: number): number {
  return wanted + found === 0 ? 1 : (2 * hits) / (wanted + found);
}

/** The edges, each once, without those that a longer way implies. */
function withoutImplied(edges: readonly IndexEdge[]): IndexEdge[] {
  const after = new Map<number, Set<number>>();
  for (const [from, to] of edges) after.set(from, (after.get(from) ?? new Set()).add(to));
  const reaches = (from: number, to: number) => {
    const seen = new Set<number>();
    const open = [...(after.get(from) ?? [])].filter((next) => next !== to);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === to) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      open.push(...(after.get(at) ?? []));
    }
    return false;
  };
  return [...after].flatMap(([from, later]) =>
    [...later].filter((to) => !reaches(from, to)).map((to): IndexEdge => [from, to]),
  );
}
