import { levels } from "#lib/domain/graph.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Point } from "./canvas-props.ts";

/** Size of every card, in canvas units. It is fixed so that layout needs no measuring. */
export const CARD = { width: 264, height: 96 } as const;

/** Room between cards beside and below each other. */
export const GAP = { x: 40, y: 72 } as const;

/**
 * A plain layout at once, shown until the layered one arrives: a row for each level, centred about x = 0.
 * @returns the upper left corner of each card
 */
export function levelLayout(graph: PlanGraph): Record<string, Point> {
  const byLevel = new Map<number, string[]>();
  const level = levels(graph);
  for (const step of graph.steps) {
    const row = level.get(step.id) ?? 0;
    byLevel.set(row, [...(byLevel.get(row) ?? []), step.id]);
  }
  const points: Record<string, Point> = {};
  for (const [row, ids] of byLevel) {
    const width = ids.length * CARD.width + (ids.length - 1) * GAP.x;
    for (const [column, id] of ids.entries()) {
      points[id] = { x: column * (CARD.width + GAP.x) - width / 2, y: row * (CARD.height + GAP.y) };
    }
  }
  return points;
}
