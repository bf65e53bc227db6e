import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { GraphShape } from "#lib/domain/graph.ts";
import type { Point } from "./canvas-props.ts";
import { forgetLayout, lastLayout, rememberLayout } from "./layout/layout-memory.ts";
import type { Layout } from "./layout/layout-value.ts";
import { requestLayout } from "./layout/request-layout.ts";
import { shapeName } from "./layout/shape-name.ts";
import { levelLayout } from "./level-layout.ts";
import type { PlanDirection } from "./plan-direction.ts";

/** What a layout is asked for; each is an object of its own, so that the same plan can be tidied again. */
type Wish = { shape: GraphShape; direction: PlanDirection };

/**
 * Where the layout puts each step: the last layered layout, and a plain one for what it does not know yet. A plan that changes keeps
 * its reader's bearings: what need not move stays. Only a change of steps or dependencies asks for a new one, not an edit of a title.
 * @param key whose places are kept, also while no canvas shows them
 * @param growing lays out afresh each time, for a plan that nobody has got used to yet
 * @returns corners by step id, routes by edge id, a number that grows with every layered layout, whether the last one is of this very
 *   graph (or there can be none), and what lays it out afresh
 */
export function useLayout(
  graph: GraphShape,
  { key, direction, growing }: { key: string; direction: PlanDirection; growing: boolean },
): {
  points: Readonly<Record<string, Point>>;
  routes: Layout["routes"];
  generation: number;
  settled: boolean;
  again: () => void;
} {
  const [wish, setWish] = useState<Wish>({ shape: graph, direction });
  const { shape } = wish;
  const [old, now] = [useMemo(() => shapeName(shape), [shape]), useMemo(() => shapeName(graph), [graph])];
  if (wish.direction !== direction || old !== now) setWish({ shape: graph, direction });
  const [laid, setLaid] = useState<{ layout: Layout | null; of: Wish | null; generation: number }>(() => {
    const layout = fitting(lastLayout(key), direction);
    // One that was laid out before has its first layout behind it.
    return layout?.of === old ? { layout, of: wish, generation: 1 } : { layout, of: null, generation: 0 };
  });

  const plain = useMemo(() => levelLayout(wish.shape, wish.direction), [wish]);
  const empty = shape.steps.length === 0;
  // What was laid out before the plan was opened stands.
  const [given] = useState(laid.of);
  // That a plan has stopped growing lays out nothing by itself.
  const grows = useRef(growing);
  useEffect(() => {
    grows.current = growing;
  });
  useEffect(() => {
    if (empty || wish === given) return;
    const stop = new AbortController();
    const earlier = grows.current ? null : lastLayout(key);
    requestLayout({ ...wish, earlier }, stop.signal).then(
      (layout) => {
        if (stop.signal.aborted) return;
        rememberLayout(key, layout);
        setLaid((last) => ({ layout, of: wish, generation: last.generation + 1 }));
      },
      // The plain layout stands when the worker cannot be loaded.
      () => {
        if (!stop.signal.aborted) setLaid((last) => ({ ...last, of: wish }));
      },
    );
    return () => stop.abort();
  }, [wish, given, key, empty]);

  const layout = fitting(laid.layout, direction);
  const points = useMemo(() => ({ ...plain, ...layout?.points }), [plain, layout]);
  const again = useCallback(() => {
    forgetLayout(key);
    setWish((last) => ({ ...last }));
  }, [key]);
  const settled = empty || laid.of === wish;
  return { points, routes: layout?.routes ?? NO_ROUTES, generation: laid.generation, settled, again };
}

const NO_ROUTES = {};

/** A layout that reads the other way is none. */
function fitting(layout: Layout | null, direction: PlanDirection): Layout | null {
  return layout?.direction === direction ? layout : null;
}
