import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useRef, useState } from "react";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Point } from "./canvas-props.ts";
import { FIT, FOLLOW } from "./first-view.ts";
import { moveTime } from "./move-time.ts";
import { useResizedView } from "./use-resized-view.ts";

/** What moves the view of a plan, and what has to be told that its reader did. */
type PlanView = {
  /** Brings the whole plan into view. */
  fit: () => void;
  /** The same as soon as its next layout is there. */
  fitNext: () => void;
  /** The reader looks at a part of their choice. */
  readerMoved: () => void;
};

/**
 * Keeps in view what is to be seen: a plan that grows without its reader's doing, the whole plan when the canvas takes another size or a
 * proposal is shown.
 * @param showAllFor shows the whole plan whenever this becomes another word
 */
export function usePlanView(
  graph: PlanGraph,
  {
    editing,
    selected,
    points,
    generation,
    settled,
    showAllFor,
  }: {
    editing: boolean;
    selected: boolean;
    points: Readonly<Record<string, Point>>;
    generation: number;
    settled: boolean;
    showAllFor: string | null;
  },
): PlanView {
  const flow = useReactFlow();
  const fit = useCallback(() => void flow.fitView({ ...FIT, duration: moveTime(200) }), [flow]);
  const show = useCallback(() => void flow.fitView({ ...FOLLOW, duration: moveTime(200) }), [flow]);
  const readerMovedView = useRef(false);
  const readerMoved = useCallback(() => {
    readerMovedView.current = true;
  }, []);

  // A plan that grows without its reader's doing stays in view until they look somewhere else; one that they edit holds still.
  const [opened, setOpened] = useState(graph);
  // The planner's last steps and the end of its work may come at once.
  const [planned, setPlanned] = useState(editing);
  if (planned !== editing) setPlanned(editing);
  if ((!editing || !planned) && opened !== graph) setOpened(graph);
  const follow = opened === graph;
  const shown = useRef(graph.steps.length);
  useEffect(() => {
    const first = shown.current === 0;
    shown.current = graph.steps.length;
    if (!follow || readerMovedView.current || graph.steps.length === 0) return;
    // From nothing there is nowhere to move: the first steps are there at once.
    if (first) void flow.fitView(FOLLOW);
    else show();
  }, [follow, generation, graph.steps.length, flow, show]);

  useResizedView(points, () => readerMovedView.current || !follow || selected, show);

  const shownFor = useRef(showAllFor);
  useEffect(() => {
    if (!settled || shownFor.current === showAllFor) return;
    shownFor.current = showAllFor;
    if (showAllFor !== null) show();
  }, [settled, showAllFor, show]);

  // The whole plan is shown when its new layout is there.
  const fitting = useRef<number | null>(null);
  useEffect(() => {
    if (!settled || fitting.current === null || fitting.current === generation) return;
    fitting.current = null;
    fit();
  }, [settled, generation, fit]);
  const fitNext = useCallback(() => {
    readerMovedView.current = false;
    fitting.current = generation;
  }, [generation]);

  return { fit, fitNext, readerMoved };
}
