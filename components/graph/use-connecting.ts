import {
  useReactFlow,
  type Connection,
  type FinalConnectionState,
  type IsValidConnection,
} from "@xyflow/react";
import { useCallback, useState } from "react";
import { flushSync } from "react-dom";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { CanvasEdits, Point } from "./canvas-props.ts";
import { connectionProblem, OPEN_GROUP_FIRST } from "./connection-problem.ts";
import { toDependency, type DependencyEdge } from "./flow-mapping.ts";

/** What happens when a person draws a connection: refused with the reason, made, or ended on nothing, where a step is offered. */
export function useConnecting(graph: PlanGraph, edits: CanvasEdits | null) {
  const flow = useReactFlow();
  const [drawing, setDrawing] = useState(false);

  const isValidConnection: IsValidConnection<DependencyEdge> = useCallback(
    (connection) => {
      const dependency = toDependency(connection);
      return dependency !== null && connectionProblem(graph, dependency.from, dependency.to) === null;
    },
    [graph],
  );

  const onConnect = useCallback(
    (connection: Connection) => {
      const dependency = toDependency(connection);
      if (dependency) edits?.connect(dependency);
    },
    [edits],
  );

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      setDrawing(false);
      if (!edits || !state.fromNode || !state.fromHandle || state.isValid) return;
      const side = state.fromHandle.type === "source" ? "after" : "before";
      const pointer = pointerOf(event);
      const target = state.toNode?.id ?? stepUnder(pointer);
      if (target) {
        if (!graph.steps.some(({ id }) => id === target)) {
          edits.refused(OPEN_GROUP_FIRST);
          return;
        }
        if (target === state.fromNode.id) return;
        const [from, to] = side === "after" ? [state.fromNode.id, target] : [target, state.fromNode.id];
        const problem = connectionProblem(graph, from, to);
        if (problem) edits.refused(problem);
        else edits.connect({ from, to });
        return;
      }
      edits.addBeside(state.fromNode.id, side, pointer, flow.screenToFlowPosition(pointer));
    },
    [edits, flow, graph],
  );

  // At once: whole cards take connections from now on, also for a pointer that gets there before the next task and rests.
  const onConnectStart = useCallback(() => flushSync(() => setDrawing(true)), []);

  return { drawing, onConnectStart, onConnect, onConnectEnd, isValidConnection };
}

function pointerOf(event: MouseEvent | TouchEvent): Point {
  const source = "clientX" in event ? event : event.changedTouches[0];
  return { x: source?.clientX ?? 0, y: source?.clientY ?? 0 };
}

/** The step whose card lies under a point of the window. */
function stepUnder(point: Point): string | null {
  const card = document.elementFromPoint(point.x, point.y)?.closest(".react-flow__node");
  return card?.getAttribute("data-id") ?? null;
}
