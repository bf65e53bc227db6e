import type { EdgeChange, NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useState, useSyncExternalStore } from "react";
import type { PlanCanvasProps } from "./canvas-props.ts";
import type { Chosen, DependencyEdge } from "./flow-mapping.ts";
import { FlowMemory } from "./flow-memory.ts";
import type { CanvasNode } from "./groups/canvas-node.ts";
import { cardOf } from "./groups/step-groups.ts";
import { useGroups } from "./groups/use-groups.ts";
import { keptRoutes } from "./layout/kept-routes.ts";
import { placesKey, usePlanDirection } from "./plan-direction.ts";
import { handMoved, nothingMoved, watchPositions } from "./step-positions.ts";
import { useCardSelection } from "./use-card-selection.ts";
import { dragEdges, dragNodes, useDraggedCards } from "./use-dragged-cards.ts";
import { useFlowInput } from "./use-flow-input.ts";
import { useFlowLines } from "./use-flow-lines.ts";
import { useLayout } from "./use-layout.ts";
import { useMedia } from "./use-media.ts";

/**
 * Nodes and edges for React Flow, and what to do when it reports a drag or a selection.
 * The plan stays the truth: React Flow keeps no state of its own that could differ from it.
 */
export function useFlow(props: PlanCanvasProps, found: ReadonlySet<string> | null) {
  const { graph, selection } = props;
  const groups = useGroups(graph, props.positionsKey, selection);
  const { drawn } = groups;
  const direction = usePlanDirection();
  const positionsKey = placesKey(props.positionsKey, direction);
  const laid = useLayout(drawn.shape, { key: positionsKey, direction, growing: props.growing ?? false });
  const { points: laidOut, routes: laidRoutes, generation, settled } = laid;
  const moved = useSyncExternalStore(watchPositions, () => handMoved(positionsKey), nothingMoved);
  const { drag, moving, alignWith, takeMoves } = useDraggedCards(positionsKey);
  const [selectedEdge, setSelectedEdge] = useState<string | null>(null);
  const [memory] = useState(() => new FlowMemory());
  // Whether a finger is what the device is pointed at with.
  const coarse = useMedia("(pointer: coarse)", false);

  const resting = useMemo(() => ({ ...laidOut, ...moved }), [laidOut, moved]);
  const points = useMemo(() => ({ ...resting, ...drag }), [resting, drag]);
  const { dependencies: between } = drawn.shape;
  const routes = useMemo(() => keptRoutes(between, laidRoutes, moved), [between, laidRoutes, moved]);
  const input = useFlowInput(props, { drawn, resting, routes, found, coarse });
  const chosen: Chosen = useMemo(
    () => ({
      selection: new Set(selection),
      tabStop: cardOf(drawn, selection.at(-1) ?? null) ?? drawn.shape.steps[0]?.id ?? null,
    }),
    [selection, drawn],
  );
  const still = useMemo(
    () => memory.nodes(input, chosen, drawn, direction),
    [memory, input, chosen, drawn, direction],
  );
  const nodes = useMemo(() => dragNodes(still, drag), [still, drag]);
  const lines = useFlowLines(memory, input, drawn, selectedEdge);
  const edges = useMemo(() => dragEdges(lines, moving), [lines, moving]);

  const { takeSelects, ...selecting } = useCardSelection(props, drawn);
  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      takeMoves(changes);
      takeSelects(changes);
    },
    [takeMoves, takeSelects],
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
    resting,
    drag,
    moving,
    groups,
    direction,
    generation,
    settled,
    layOutAgain: laid.again,
    selectedEdge,
    selectEdge: setSelectedEdge,
    coarse,
    alignWith,
    ...selecting,
    onNodesChange,
    onEdgesChange,
  };
}
