import { Position } from "@xyflow/react";
import { useDirection } from "../canvas-context.ts";
import { HANDLES } from "../flow-mapping.ts";

/**
 * A connection point that lines lead to and nobody takes hold of. It has React Flow's classes and attributes, by which it is found and
 * measured, but none of its subscriptions: on a canvas that only shows, hundreds would answer to each event of a run.
 */
export function StillHandle({ end }: { end: "in" | "out" }) {
  const down = useDirection() === "down";
  const [before, after] = down ? [Position.Top, Position.Bottom] : [Position.Left, Position.Right];
  const [type, position] = end === "in" ? ["target", before] : ["source", after];
  return (
    <div
      className={`react-flow__handle react-flow__handle-${position} ${type} step-handle`}
      data-handleid={HANDLES[end]}
      data-handlepos={position}
    />
  );
}
