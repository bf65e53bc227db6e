import type { ELK, ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api.js";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Point } from "./canvas-props.ts";
import { edgeId } from "./flow-mapping.ts";
import { CARD, GAP } from "./level-layout.ts";

/** Where the layout puts each step (its corner), and the points between which a long dependency passes other steps, by edge id. */
export type Layout = { points: Record<string, Point>; routes: Record<string, Point[]> };

/** The graph as ELK takes it: layered, downwards, siblings in the order of the plan's list. */
export function toElk(graph: PlanGraph): ElkNode {
  return {
    id: "plan",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "DOWN",
      "elk.spacing.nodeNode": String(GAP.x),
      "elk.layered.spacing.nodeNodeBetweenLayers": String(GAP.y),
      "elk.spacing.edgeNode": "24",
      // The rows are the outline's levels: each step as high as what it waits for allows.
      "elk.layered.layering.strategy": "LONGEST_PATH_SOURCE",
      "elk.edgeRouting": "POLYLINE",
      // Steps that wait for nothing stand side by side, connected or not.
      "elk.separateConnectedComponents": "false",
      "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
      "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
      "elk.layered.nodePlacement.favorStraightEdges": "true",
    },
    children: graph.steps.map(({ id }) => ({
      id,
      width: CARD.width,
      height: CARD.height,
      // Lines meet a card in the middle of its upper and lower side.
      layoutOptions: { "elk.portConstraints": "FIXED_POS" },
      ports: [
        { id: inPort(id), x: CARD.width / 2, y: 0 },
        { id: outPort(id), x: CARD.width / 2, y: CARD.height },
      ],
    })),
    edges: graph.dependencies.map((dependency) => ({
      id: edgeId(dependency),
      sources: [outPort(dependency.from)],
      targets: [inPort(dependency.to)],
    })),
  };
}

const inPort = (stepId: string) => `${stepId}/in`;
const outPort = (stepId: string) => `${stepId}/out`;

/** ELK's answer, shifted so that the middle is x = 0 and steps added later do not push all aside. */
export function fromElk(layout: ElkNode): Layout {
  const nodes = layout.children ?? [];
  const middle = Math.max(0, ...nodes.map((node) => (node.x ?? 0) + CARD.width)) / 2;
  const shifted = ({ x = 0, y = 0 }: { x?: number; y?: number }): Point => ({ x: x - middle, y });
  const routed = (layout.edges ?? []).filter((edge) => bends(edge).length > 0);
  return {
    points: Object.fromEntries(nodes.map((node) => [node.id, shifted(node)])),
    routes: Object.fromEntries(routed.map((edge) => [edge.id, bends(edge).map(shifted)])),
  };
}

function bends(edge: ElkExtendedEdge): Point[] {
  return edge.sections?.[0]?.bendPoints ?? [];
}

let elk: Promise<ELK> | null = null;

/**
 * Lays a graph out in layers, in a Web Worker that is started the first time (its code is 450 kB).
 * @returns rejects when the worker cannot be loaded
 */
export async function layeredLayout(graph: PlanGraph): Promise<Layout> {
  elk ??= startElk();
  return fromElk(await (await elk).layout(toElk(graph)));
}

/** Starts the Web Worker before there is anything to lay out, and lets it warm up, so that the first layout is quick. */
export function prepareLayout(): void {
  const [from, to] = ["a", "b"] as const;
  const children = [from, to].map((id) => ({ id, width: CARD.width, height: CARD.height }));
  const edges = [{ id: "ab", sources: [from], targets: [to] }];
  elk ??= startElk();
  // One that cannot be loaded is missed, and told of, when a plan is to be laid out.
  elk
    .then((ready) => ready.layout({ ...toElk({ steps: [], dependencies: [] }), children, edges }))
    .catch(() => undefined);
}

async function startElk(): Promise<ELK> {
  const { default: Elk } = await import("elkjs/lib/elk-api.js");
  return new Elk({
    workerFactory: () => new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module" }),
  });
}
