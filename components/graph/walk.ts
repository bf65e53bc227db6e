import type { GraphShape } from "#lib/domain/graph.ts";
import type { Point } from "./canvas-props.ts";
import { CARD } from "./level-layout.ts";
import type { PlanDirection } from "./plan-direction.ts";

export type Arrow = "up" | "down" | "left" | "right";

/** What an arrow means: against or along the dependencies, or to a card beside this one, before or after it. */
export type Sense = "back" | "on" | "beside before" | "beside after";

const SENSES: Record<PlanDirection, Record<Arrow, Sense>> = {
  down: { up: "back", down: "on", left: "beside before", right: "beside after" },
  right: { left: "back", right: "on", up: "beside before", down: "beside after" },
};

/** What an arrow key means where the plan is read this way. */
export function senseOf(arrow: Arrow, direction: PlanDirection): Sense {
  return SENSES[direction][arrow];
}

/**
 * The card an arrow key leads to: the nearest dependency, the nearest dependent, or the nearest card beside it (its rows, or columns,
 * overlap). Null when there is none.
 * @param points corners by step id
 */
export function walk(
  graph: GraphShape,
  points: Readonly<Record<string, Point>>,
  from: string,
  sense: Sense,
  direction: PlanDirection,
): string | null {
  const here = points[from];
  if (!here) return null;
  const distance = (id: string) => {
    const there = points[id];
    return there ? Math.hypot(there.x - here.x, there.y - here.y) : Number.POSITIVE_INFINITY;
  };
  const [first] = neighbours(graph, points, from, sense, direction).toSorted(
    (a, b) => distance(a) - distance(b),
  );
  return first ?? null;
}

function neighbours(
  graph: GraphShape,
  points: Readonly<Record<string, Point>>,
  from: string,
  sense: Sense,
  direction: PlanDirection,
): string[] {
  if (sense === "back") return graph.dependencies.filter(({ to }) => to === from).map((it) => it.from);
  if (sense === "on") return graph.dependencies.filter((it) => it.from === from).map(({ to }) => to);
  const here = points[from];
  const sign = sense === "beside before" ? -1 : 1;
  return graph.steps
    .map((step) => step.id)
    .filter((id) => {
      const there = points[id];
      if (!there || !here || id === from) return false;
      const [x, y] = [there.x - here.x, there.y - here.y];
      return direction === "down"
        ? Math.abs(y) < CARD.height / 2 && x * sign > 0
        : Math.abs(x) < CARD.width / 2 && y * sign > 0;
    });
}
