import type { EdgeChange, NodeChange, NodeMouseHandler } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { Snapper } from "./alignment-guides.tsx";
import type { Finding } from "#lib/domain/finding.ts";
import type { PlanCanvasProps } from "./canvas-props.ts";
import { edgeId } from "./edge-id.ts";
import {
  toEdges,
  toNodes,
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
import { cardOf, stepsOf, type DrawnGraph } from "./groups/step-groups.ts";
import { useGroups } from "./groups/use-groups.ts";
import { placesKey, usePlanDirection, type PlanDirection } from "./plan-direction.ts";
import { selectionWords } from "./selection-words.ts";
import { handMoved, nothingMoved, placeSteps, watchPositions, type Places } from "./step-positions.ts";
import { useCoarse } from "./use-coarse.ts";
import { useLayout } from "./use-layout.ts";

/**
 * Nodes and edges for React Flow, and what to do when it reports a drag or a selection.
 * The plan stays the truth: React Flow keeps no state of its own that could differ from it.
 */
export function useFlow(props: PlanCanvasProps, found: ReadonlySet<string> | null) {
  const { graph, editable, selection, onSelect, say } = props;
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
  const coarse = useCoarse();
  const snapper = useRef<Snapper | null>(null);
  /** Taps add to the selection and take from it, one card each; a drag over the canvas selects what it covers. */
  const several = useRef({ on: false, covering: false });

  const resting = useMemo(() => ({ ...laidOut, ...moved }), [laidOut, moved]);
  const points = useMemo(() => ({ ...resting, ...drag }), [resting, drag]);
  // A route leads from where the layout put a card, so a line to a moved one goes straight.
  const routes = useMemo(() => {
    const held = drawn.shape.dependencies.filter(({ from, to }) => [from, to].every((id) => !(id in moved)));
    return Object.fromEntries(
      held.flatMap((dependency) => {
        const route = laidRoutes[edgeId(dependency)];
        return route ? [[edgeId(dependency), route]] : [];
      }),
    );
  }, [drawn, laidRoutes, moved]);
  const tools = useMemo(() => new Map(props.tools.map((tool) => [tool.name, tool])), [props.tools]);
  const findings = useMemo(() => byStep(props.findings ?? []), [props.findings]);
  const { stepStates = NO_STATES, dependencyMarks = NO_MARKS } = props;
  const input: FlowInput = useMemo(
    () => ({
      graph,
      hidden: drawn.hidden,
      points: resting,
      routes,
      selection: new Set(selection),
      found,
      tools,
      stepStates,
      estimates: props.estimates ?? NO_ESTIMATES,
      findings,
      asks: props.asks ?? NO_ASKS,
      comments: props.comments ?? NO_COMMENTS,
      present: props.present ?? NOBODY,
      marks: props.marks ?? NO_MARKS,
      dependencyMarks,
      editable: editable !== false,
      tabStop: cardOf(drawn, selection.at(-1) ?? null) ?? drawn.shape.steps[0]?.id ?? null,
      dragSelectedOnly: coarse,
    }),
    [
      graph,
      drawn,
      resting,
      routes,
      selection,
      found,
      tools,
      stepStates,
      props.estimates,
      findings,
      props.asks,
      props.comments,
      props.present,
      props.marks,
      dependencyMarks,
      editable,
      coarse,
    ],
  );
  const still = useMemo(() => memory.nodes(input, drawn, direction), [memory, input, drawn, direction]);
  const nodes = useMemo(() => dragNodes(still, drag), [still, drag]);
  const drawsEdits = editable !== false;
  const lines = useMemo(
    () =>
      memory.edges(
        { graph, hidden: drawn.hidden, routes, stepStates, dependencyMarks, editable: drawsEdits },
        drawn,
        selectedEdge,
      ),
    [memory, graph, drawn, routes, stepStates, dependencyMarks, drawsEdits, selectedEdge],
  );
  const edges = useMemo(() => dragEdges(lines, drag), [lines, drag]);

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

  const alignWith = useCallback((next: Snapper | null) => {
    snapper.current = next;
  }, []);
  const setTapsSelect = useCallback((on: boolean) => {
    several.current.on = on;
  }, []);
  const setCovering = useCallback((covering: boolean) => {
    several.current.covering = covering;
  }, []);

  const select = useCallback(
    (stepIds: string[]) => {
      // One card that is clicked takes the focus, and is told of by that.
      if (stepIds.length > 1 && stepIds.length !== latest.current.length)
        say?.(selectionWords(stepIds.length));
      latest.current = stepIds;
      byPointer.current = true;
      onSelect([...stepIds]);
    },
    [onSelect, say],
  );

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
      if (Object.keys(dragging).length > 0) {
        const aligned = snapper.current?.move(dragging) ?? dragging;
        setDrag((last) => ({ ...last, ...aligned }));
      }
      if (Object.keys(dropped).length > 0) {
        placeSteps(positionsKey, snapper.current?.end(dropped) ?? dropped);
        setDrag({});
      }
      const byTap = several.current.on && !several.current.covering;
      if (!byTap && changes.some((change) => change.type === "select")) {
        select([...selected]);
      }
    },
    [positionsKey, drawn, select],
  );

  // React Flow leaves a selection of several as it is when one of them is clicked; people mean that one.
  const onNodeClick: NodeMouseHandler<CanvasNode> = useCallback(
    (event, { id }) => {
      if (several.current.on) {
        const { current: chosen } = latest;
        const tapped = stepsOf(drawn, id);
        const rest = chosen.filter((other) => !tapped.includes(other));
        select(chosen.some((other) => tapped.includes(other)) ? rest : [...chosen, ...tapped]);
        return;
      }
      if (event.shiftKey || event.ctrlKey || event.metaKey || latest.current.length < 2) return;
      select([...stepsOf(drawn, id)]);
    },
    [drawn, select],
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
    coarse,
    alignWith,
    setTapsSelect,
    setCovering,
    onNodeClick,
    onNodesChange,
    onEdgesChange,
  };
}

const NO_STATES = {};
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

  edges(input: LineInput, drawn: DrawnGraph, selectedEdge: string | null): DependencyEdge[] {
    this.#edges = toEdges(input, selectedEdge, this.#edges);
    return drawn.bundles.length === 0 ? this.#edges : [...this.#edges, ...toBundles(input, drawn)];
  }
}

/** Cards that are being dragged, where they are; a move of one of a thousand touches no other. */
function dragNodes(nodes: CanvasNode[], drag: Places): CanvasNode[] {
  if (isEmpty(drag)) return nodes;
  return nodes.map((node) => {
    const position = drag[node.id];
    return position ? { ...node, position } : node;
  });
}

/** Their lines go straight meanwhile. */
function dragEdges(edges: DependencyEdge[], drag: Places): DependencyEdge[] {
  if (isEmpty(drag)) return edges;
  return edges.map((edge) => {
    const { data } = edge;
    if (!data?.route || !(edge.source in drag || edge.target in drag)) return edge;
    return { ...edge, data: { ...data, route: null } };
  });
}

function isEmpty(places: Places): boolean {
  for (const _ in places) return false;
  return true;
}

function byStep(findings: readonly Finding[]): Map<string, Finding[]> {
  const map = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.stepId) map.set(finding.stepId, [...(map.get(finding.stepId) ?? []), finding]);
  }
  return map;
}
