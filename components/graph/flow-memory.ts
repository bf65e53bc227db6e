import {
  markChosen,
  toEdges,
  toNodes,
  type Chosen,
  type DependencyEdge,
  type FlowInput,
  type LineInput,
  type StepNode,
} from "./flow-mapping.ts";
import type { CanvasNode } from "./groups/canvas-node.ts";
import {
  toBundles,
  toGroupNodes,
  toGroupTags,
  type GroupNode,
  type GroupTagNode,
} from "./groups/group-nodes.ts";
import type { DrawnGraph } from "./groups/step-groups.ts";
import type { PlanDirection } from "./plan-direction.ts";

/** What was drawn last, so that what looks the same is handed to React Flow as the same object. */
export class FlowMemory {
  #input: FlowInput | null = null;
  #nodes: StepNode[] = [];
  readonly #chosen = new WeakMap<StepNode, StepNode>();
  #groups: (GroupNode | GroupTagNode)[] = [];
  #edges: DependencyEdge[] = [];

  nodes(input: FlowInput, chosen: Chosen, drawn: DrawnGraph, direction: PlanDirection): CanvasNode[] {
    if (input !== this.#input) this.#nodes = toNodes(input, this.#nodes);
    this.#input = input;
    const nodes = markChosen(this.#nodes, chosen, this.#chosen);
    const groups = [...toGroupNodes(input, chosen, drawn), ...toGroupTags(input.points, drawn, direction)];
    const before = new Map(this.#groups.map((node) => [node.id, node]));
    // There are few of them, so all that they show may be compared.
    this.#groups = groups.map((node) => {
      const last = before.get(node.id);
      return last && JSON.stringify(last) === JSON.stringify(node) ? last : node;
    });
    return groups.length === 0 ? nodes : [...nodes, ...this.#groups];
  }

  edges(
    input: LineInput,
    groups: Pick<DrawnGraph, "bundles" | "collapsed">,
    selectedEdge: string | null,
  ): DependencyEdge[] {
    this.#edges = toEdges(input, selectedEdge, this.#edges);
    return groups.bundles.length === 0 ? this.#edges : [...this.#edges, ...toBundles(input, groups)];
  }
}
