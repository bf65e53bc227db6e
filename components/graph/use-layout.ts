import { useEffect, useMemo, useState } from "react";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Point } from "./canvas-props.ts";
import { layeredLayout, type Layout } from "./layered-layout.ts";
import { levelLayout } from "./level-layout.ts";

/**
 * Where the layout puts each step: the last layered layout, and a plain one for what it does not know yet.
 * Only a change of steps or dependencies asks for a new one, not an edit of a title.
 * @returns corners by step id, routes by edge id, a number that grows with every layered layout, and whether the last one is of
 *   this very graph (or there can be none)
 */
export function useLayout(graph: PlanGraph): {
  points: Readonly<Record<string, Point>>;
  routes: Layout["routes"];
  generation: number;
  settled: boolean;
} {
  const [shaped, setShaped] = useState(graph);
  if (shaped !== graph && shapeOf(shaped) !== shapeOf(graph)) setShaped(graph);
  const [layered, setLayered] = useState<Layout & { of: PlanGraph | null; generation: number }>({
    points: {},
    routes: {},
    of: null,
    generation: 0,
  });

  const plain = useMemo(() => levelLayout(shaped), [shaped]);
  const empty = shaped.steps.length === 0;
  useEffect(() => {
    // The layout's code is large: a plan that is only beginning is not to wait behind it.
    if (empty) return;
    let stale = false;
    layeredLayout(shaped).then(
      (layout) => {
        if (!stale) setLayered((last) => ({ ...layout, of: shaped, generation: last.generation + 1 }));
      },
      // The plain layout stands when the worker cannot be loaded.
      () => {
        if (!stale) setLayered((last) => ({ ...last, of: shaped }));
      },
    );
    return () => {
      stale = true;
    };
  }, [shaped, empty]);

  const points = useMemo(() => ({ ...plain, ...layered.points }), [plain, layered]);
  const settled = empty || layered.of === shaped;
  return { points, routes: layered.routes, generation: layered.generation, settled };
}

function shapeOf(graph: PlanGraph): string {
  const steps = graph.steps.map((step) => step.id).join(",");
  return `${steps}|${graph.dependencies.map(({ from, to }) => `${from}>${to}`).join(",")}`;
}
