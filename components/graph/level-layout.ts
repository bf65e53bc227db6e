import { levels, type GraphShape } from "#lib/domain/graph.ts";
import type { Point } from "./canvas-props.ts";
import { cutRows, foldLevels } from "./layout/fold-levels.ts";
import type { PlanDirection } from "./plan-direction.ts";

/** Size of every card, in canvas units. It is fixed so that layout needs no measuring. */
export const CARD = { width: 264, height: 96 } as const;

/** Room between cards beside and below each other. */
export const GAP = { x: 40, y: 72 } as const;

/**
 * A plain layout at once, shown until the layered one arrives: a row (to the right: a column) for each level, centred about 0, or
 * several rows where very many would stand side by side.
 * @returns the upper left corner of each card
 */
export function levelLayout(graph: GraphShape, direction: PlanDirection): Record<string, Point> {
  const byLevel: string[][] = [];
  const level = levels(graph);
  for (const step of graph.steps) (byLevel[level.get(step.id) ?? 0] ??= []).push(step.id);
  const folds = foldLevels(graph, byLevel, direction);
  const rows = byLevel.flatMap((ids, index) => cutRows(ids, folds[index] ?? 1));
  const points: Record<string, Point> = {};
  const [across, along] = direction === "down" ? (["x", "y"] as const) : (["y", "x"] as const);
  const pitch = { x: CARD.width + GAP.x, y: CARD.height + GAP.y };
  for (const [row, ids] of rows.entries()) {
    const extent = ids.length * pitch[across] - GAP[across];
    for (const [column, id] of ids.entries()) {
      const point = { x: 0, y: 0 };
      point[across] = column * pitch[across] - extent / 2;
      point[along] = row * pitch[along];
      points[id] = point;
    }
  }
  return points;
}
