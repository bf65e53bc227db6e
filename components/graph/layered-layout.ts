import type { ELK, ElkNode } from "elkjs/lib/elk-api.js";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Point } from "./canvas-props.ts";
import { CARD, GAP } from "./level-layout.ts";

/** The graph as ELK takes it: layered, downwards, siblings in the order of the plan's list. */
export function toElk(graph: PlanGraph): ElkNode {
  return {
    id: "plan",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "DOWN",
      "elk.spacing.nodeNode": String(GAP.x),
      "elk.layered.spacing.nodeNodeBetweenLayers": String(GAP.y),
      // Steps that wait for nothing stand side by side, connected or not.
      "elk.separateConnectedComponents": "false",
      "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
      "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
      "elk.layered.nodePlacement.favorStraightEdges": "true",
    },
    children: graph.steps.map((step) => ({ id: step.id, width: CARD.width, height: CARD.height })),
    edges: graph.dependencies.map(({ from, to }) => ({
      id: `${from}>${to}`,
      sources: [from],
      targets: [to],
    })),
  };
}

/** ELK's answer as corners by step id, shifted so that the middle is x = 0 and steps added later do not push all aside. */
export function fromElk(layout: ElkNode): Record<string, Point> {
  const nodes = layout.children ?? [];
  const right = Math.max(0, ...nodes.map((node) => (node.x ?? 0) + CARD.width));
  return Object.fromEntries(nodes.map((node) => [node.id, { x: (node.x ?? 0) - right / 2, y: node.y ?? 0 }]));
}

let elk: Promise<ELK> | null = null;

/**
 * Lays a graph out in layers, in a Web Worker that is started the first time (its code is 450 kB).
 * @returns corners by step id; rejects when the worker cannot be loaded
 */
export async function layeredLayout(graph: PlanGraph): Promise<Record<string, Point>> {
  elk ??= startElk();
  return fromElk(await (await elk).layout(toElk(graph)));
}

async function startElk(): Promise<ELK> {
  const { default: Elk } = await import("elkjs/lib/elk-api.js");
  return new Elk({
    workerFactory: () => new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module" }),
  });
}
