import { useEffect, useMemo, useState } from "react";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Point } from "./canvas-props.ts";
import { layeredLayout } from "./layered-layout.ts";
import { levelLayout } from "./level-layout.ts";

/**
 * Where the layout puts each step: the last layered layout, and a plain one for what it does not know yet.
 * Only a change of steps or dependencies asks for a new one, not an edit of a title.
 * @returns corners by step id, and a number that grows with every layered layout
 */
export function useLayout(graph: PlanGraph): { points: Readonly<Record<string, Point>>; generation: number } {
  const [shaped, setShaped] = useState(graph);
  if (shaped !== graph && shapeOf(shaped) !== shapeOf(graph)) setShaped(graph);
  const [layered, setLayered] = useState<{ points: Record<string, Point>; generation: number }>({
    points: {},
    generation: 0,
  });

  const plain = useMemo(() => levelLayout(shaped), [shaped]);
  useEffect(() => {
    let stale = false;
    layeredLayout(shaped).then(
      (points) => {
        if (!stale) setLayered((last) => ({ points, generation: last.generation + 1 }));
      },
      // The plain layout stands when the worker cannot be loaded.
      () => undefined,
    );
    return () => {
      stale = true;
    };
  }, [shaped]);

  const points = useMemo(() => ({ ...plain, ...layered.points }), [plain, layered]);
  return { points, generation: layered.generation };
}

function shapeOf(graph: PlanGraph): string {
  const steps = graph.steps.map((step) => step.id).join(",");
  return `${steps}|${graph.dependencies.map(({ from, to }) => `${from}>${to}`).join(",")}`;
}
