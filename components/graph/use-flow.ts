import type { EdgeChange, NodeChange, NodeMouseHandler } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { Finding } from "#lib/domain/finding.ts";
import type { PlanCanvasProps } from "./canvas-props.ts";
import { edgeId } from "./edge-id.ts";
import { toEdges, toNodes, type DependencyEdge, type FlowInput, type StepNode } from "./flow-mapping.ts";
import { placesKey, usePlanDirection, type PlanDirection } from "./plan-direction.ts";
import type { CanvasNode } from "./groups/canvas-node.ts";
import {
  toBundles,
  toGroupNodes,
  toGroupTags,
  type GroupNode,
  type GroupTagNode,
} from "./groups/group-nodes.ts";
import { cardOf, stepsOf, type DrawnGraph } from "./groups/step-groups.ts";
import { useGroups } from "./groups/use-groups.ts";
import { handMoved, nothingMoved, placeSteps, watchPositions, type Places } from "./step-positions.ts";
import { useLayout } from "./use-layout.ts";

/**
 * Nodes and edges for React Flow, and what to do when it reports a drag or a selection.
 * The plan stays the truth: React Flow keeps no state of its own that could differ from it.
 */
export function useFlow(props: PlanCanvasProps, found: ReadonlySet<string> | null) {
  const { graph, editable, selection, onSelect } = props;
  const groups = useGroups(graph, props.positionsKey, selection);
  const { drawn } = groups;
  const direction = usePlanDirection();
  const positionsKey = placesKey(props.positionsKey, direction);
  const laid = useLayout(drawn.shape, { key: positionsKey, direction, growing: props.growing ?? false });
  const { points: laidOut, routes: laidRoutes, generation, settled } = laid;
  const moved = useSyncExternalStore(watchPositions, () => handMoved(positionsKey), nothingMoved);
  const [drag, setDrag] = useState<Places>({});
  const [selectedEdge, setSelectedEdge] = useState<string | null>(null);
  const [memory] = useState(() => new FlowMemory());

  const points = useMemo(() => ({ ...laidOut, ...moved, ...drag }), [laidOut, moved, drag]);
  // A route leads from where the layout put a card, so a line to a moved one goes straight.
  const routes = useMemo(() => {
    const held = drawn.shape.dependencies.filter(({ from, to }) =>
      [from, to].every((id) => !(id in moved) && !(id in drag)),
    );
    return Object.fromEntries(
      held.flatMap((dependency) => {
        const route = laidRoutes[edgeId(dependency)];
        return route ? [[edgeId(dependency), route]] : [];
      }),
    );
  }, [drawn, laidRoutes, moved, drag]);
  const tools = useMemo(() => new Map(props.tools.map((tool) => [tool.name, tool])), [props.tools]);
  const findings = useMemo(() => byStep(props.findings ?? []), [props.findings]);
  const input: FlowInput = useMemo(
    () => ({
      graph,
      hidden: drawn.hidden,
      points,
      routes,
      selection: new Set(selection),
      found,
      tools,
      stepStates: props.stepStates ?? {},
      estimates: props.estimates ?? NO_ESTIMATES,
      findings,
      asks: props.asks ?? NO_ASKS,
      comments: props.comments ?? NO_COMMENTS,
      present: props.present ?? NOBODY,
      marks: props.marks ?? NO_MARKS,
      dependencyMarks: props.dependencyMarks ?? NO_MARKS,
      editable: editable !== false,
      tabStop: cardOf(drawn, selection.at(-1) ?? null) ?? drawn.shape.steps[0]?.id ?? null,
    }),
    [
      graph,
      drawn,
      points,
      routes,
      selection,
      found,
      tools,
      props.stepStates,
      props.estimates,
      findings,
      props.asks,
      props.comments,
      props.present,
      props.marks,
      props.dependencyMarks,
      editable,
    ],
  );
  const nodes = useMemo(() => memory.nodes(input, drawn, direction), [memory, input, drawn, direction]);
  const edges = useMemo(() => memory.edges(input, drawn, selectedEdge), [memory, input, drawn, selectedEdge]);

  // React Flow reports one click in several calls; each must build on the one before, not on the last render.
  const latest = useRef<readonly string[]>(selection);
  useEffect(() => {
    // A selected step may have left the plan meanwhile; React Flow would never report that it is no longer selected.
    const steps = new Set(graph.steps.map(({ id }) => id));
    latest.current = selection.filter((id) => steps.has(id));
  }, [selection, graph]);
  const byPointer = useRef(false);
  const takeClicked = useCallback(() => {
    const clicked = byPointer.current;
    byPointer.current = false;
    return clicked;
  }, []);

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const dragging: Record<string, { x: number; y: number }> = {};
      const dropped: Record<string, { x: number; y: number }> = {};
      const selected = new Set(latest.current);
      for (const change of changes) {
        if (change.type === "position" && change.position) {
          (change.dragging ? dragging : dropped)[change.id] = change.position;
        }
        if (change.type !== "select") continue;
        for (const id of stepsOf(drawn, change.id)) {
          if (change.selected) selected.add(id);
          else selected.delete(id);
        }
      }
      if (Object.keys(dragging).length > 0) setDrag((last) => ({ ...last, ...dragging }));
      if (Object.keys(dropped).length > 0) {
        placeSteps(positionsKey, dropped);
        setDrag({});
      }
      if (changes.some((change) => change.type === "select")) {
        latest.current = [...selected];
        byPointer.current = true;
        onSelect([...selected]);
      }
    },
    [positionsKey, drawn, onSelect],
  );

  // React Flow leaves a selection of several as it is when one of them is clicked; people mean that one.
  const onNodeClick: NodeMouseHandler<CanvasNode> = useCallback(
    (event, { id }) => {
      if (event.shiftKey || event.ctrlKey || event.metaKey || latest.current.length < 2) return;
      latest.current = stepsOf(drawn, id);
      byPointer.current = true;
      onSelect([...latest.current]);
    },
    [drawn, onSelect],
  );

  const onEdgesChange = useCallback((changes: EdgeChange<DependencyEdge>[]) => {
    for (const change of changes) {
      if (change.type !== "select") continue;
      setSelectedEdge((last) => (change.selected ? change.id : last === change.id ? null : last));
    }
  }, []);

  return {
    nodes,
    edges,
    points,
    groups,
    direction,
    generation,
    settled,
    layOutAgain: laid.again,
    selectedEdge,
    takeClicked,
    onNodeClick,
    onNodesChange,
    onEdgesChange,
  };
}

const NO_MARKS = {};
const NO_ESTIMATES = {};
const NO_ASKS = {};
const NO_COMMENTS = {};
const NOBODY = {};

/** What was drawn last, so that what looks the same is handed to React Flow as the same object. */
class FlowMemory {
  #nodes: StepNode[] = [];
  #groups: (GroupNode | GroupTagNode)[] = [];
  #edges: DependencyEdge[] = [];

  nodes(input: FlowInput, drawn: DrawnGraph, direction: PlanDirection): CanvasNode[] {
    this.#nodes = toNodes(input, this.#nodes);
    const groups = [...toGroupNodes(input, drawn), ...toGroupTags(input.points, drawn, direction)];
    const before = new Map(this.#groups.map((node) => [node.id, node]));
    // There are few of them, so all that they show may be compared.
    this.#groups = groups.map((node) => {
      const last = before.get(node.id);
      return last && JSON.stringify(last) === JSON.stringify(node) ? last : node;
    });
    return groups.length === 0 ? this.#nodes : [...this.#nodes, ...this.#groups];
  }

  edges(input: FlowInput, drawn: DrawnGraph, selectedEdge: string | null): DependencyEdge[] {
    this.#edges = toEdges(input, selectedEdge, this.#edges);
    return drawn.bundles.length === 0 ? this.#edges : [...this.#edges, ...toBundles(input, drawn)];
  }
}

function byStep(findings: readonly Finding[]): Map<string, Finding[]> {
  const map = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.stepId) map.set(finding.stepId, [...(map.get(finding.stepId) ?? []), finding]);
  }
  return map;
}
