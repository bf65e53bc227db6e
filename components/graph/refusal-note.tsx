import { useConnection } from "@xyflow/react";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { connectionProblem } from "./connection-problem.ts";

/** Beside the pointer, while a connection is drawn over a step that cannot take it: why not. */
export function RefusalNote({ graph }: { graph: PlanGraph }) {
  const connection = useConnection();
  if (!connection.inProgress || !connection.toNode || connection.toNode.id === connection.fromNode.id)
    return null;
  const backwards = connection.fromHandle.type === "target";
  const [from, to] = backwards
    ? [connection.toNode.id, connection.fromNode.id]
    : [connection.fromNode.id, connection.toNode.id];
  const problem = connectionProblem(graph, from, to);
  if (!problem) return null;
  return (
    <div
      role="status"
      className="pointer-events-none absolute z-10 max-w-72 rounded-md border border-status-failed/50 bg-raised px-2.5 py-1.5 text-sm text-text shadow-raised"
      style={{ left: connection.pointer.x + 16, top: connection.pointer.y + 16 }}
    >
      {problem}
    </div>
  );
}
