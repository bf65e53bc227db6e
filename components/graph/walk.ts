import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Point } from "./canvas-props.ts";

export type Direction = "up" | "down" | "left" | "right";

/**
 * The step an arrow key leads to: up to the nearest dependency, down to the nearest dependent, left and right to the
 * nearest card beside it (its rows overlap). Null when there is none.
 * @param points corners by step id
 */
export function walk(
  graph: PlanGraph,
  points: Readonly<Record<string, Point>>,
  from: string,
  direction: Direction,
): string | null {
  const here = points[from];
  if (!here) return null;
  const candidates = neighbours(graph, points, from, direction);
  const distance = (id: string) => {
    const there = points[id];
    return there ? Math.hypot(there.x - here.x, there.y - here.y) : Number.POSITIVE_INFINITY;
  };
  return candidates.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}

function neighbours(
  graph: PlanGraph,
  points: Readonly<Record<string, Point>>,
  from: string,
  direction: Direction,
): string[] {
  if (direction === "up") return graph.dependencies.filter(({ to }) => to === from).map((it) => it.from);
  if (direction === "down") return graph.dependencies.filter((it) => it.from === from).map(({ to }) => to);
  const here = points[from];
  const sign = direction === "left" ? -1 : 1;
  return graph.steps
    .map((step) => step.id)
    .filter((id) => {
      const there = points[id];
      if (!there || !here || id === from) return false;
      return Math.abs(there.y - here.y) < 60 && (there.x - here.x) * sign > 0;
    });
}
