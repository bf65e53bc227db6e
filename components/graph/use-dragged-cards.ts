import type { NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useRef, useState } from "react";
import type { Snapper } from "./alignment-guides.tsx";
import type { DependencyEdge } from "./flow-mapping.ts";
import type { CanvasNode } from "./groups/canvas-node.ts";
import { placeSteps, type Places } from "./step-positions.ts";

/**
 * The cards that are being dragged, and where they are.
 * @param positionsKey where those that were let go are kept
 */
export function useDraggedCards(positionsKey: string) {
  const [drag, setDrag] = useState<Places>({});
  const snapper = useRef<Snapper | null>(null);
  // Which cards are dragged, not where: React Flow takes some time to adopt thousands of lines.
  const dragged = Object.keys(drag).join("\n");
  const moving = useMemo(() => new Set(dragged === "" ? [] : dragged.split("\n")), [dragged]);

  const alignWith = useCallback((next: Snapper | null) => {
    snapper.current = next;
  }, []);

  /** Takes in what React Flow reports of cards that move or are let go. */
  const takeMoves = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const dragging: Record<string, { x: number; y: number }> = {};
      const dropped: Record<string, { x: number; y: number }> = {};
      for (const change of changes) {
        if (change.type === "position" && change.position) {
          (change.dragging ? dragging : dropped)[change.id] = change.position;
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
    },
    [positionsKey],
  );

  return { drag, moving, alignWith, takeMoves };
}

/** Cards that are being dragged, where they are; a move of one of a thousand touches no other. */
export function dragNodes(nodes: CanvasNode[], drag: Places): CanvasNode[] {
  if (isEmpty(drag)) return nodes;
  return nodes.map((node) => {
    const position = drag[node.id];
    return position ? { ...node, position } : node;
  });
}

/** Their lines go straight meanwhile. */
export function dragEdges(edges: DependencyEdge[], moving: ReadonlySet<string>): DependencyEdge[] {
  if (moving.size === 0) return edges;
  return edges.map((edge) => {
    const { data } = edge;
    if (!data?.route || !(moving.has(edge.source) || moving.has(edge.target))) return edge;
    return { ...edge, data: { ...data, route: null } };
  });
}

function isEmpty(places: Places): boolean {
  for (const _ in places) return false;
  return true;
}
