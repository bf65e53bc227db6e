import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { Plus } from "lucide-react";
import { memo, useId } from "react";
import { useCanvasEdits, useDirection } from "../canvas-context.ts";
import type { DependencyEdge } from "../flow-mapping.ts";
import { lineColour } from "./line-colour.ts";
import { linePath } from "./line-path.ts";

/** A dependency: a line from the earlier step's state colour to the later one's, with a button that inserts a step. */
export const DependencyLine = memo(function DependencyLine(props: EdgeProps<DependencyEdge>) {
  const edits = useCanvasEdits();
  const direction = useDirection();
  const gradient = useId();
  const { data } = props;
  const ends = [
    { x: props.sourceX, y: props.sourceY },
    { x: props.targetX, y: props.targetY },
  ] as const;
  const { path, stand } = linePath([ends[0], ...(data?.route ?? []), ends[1]], direction);
  const mark = data?.mark ?? null;
  const { ends: colours, plain } = lineColour(data, props.selected === true);
  return (
    <>
      {colours && (
        <linearGradient
          id={gradient}
          gradientUnits="userSpaceOnUse"
          x1={props.sourceX}
          y1={props.sourceY}
          // A gradient of no width or height paints nothing, so a straight line gets a hair of both.
          x2={props.targetX + 0.1}
          y2={props.targetY + 0.1}
        >
          <stop offset="0%" stopColor={colours[0]} />
          <stop offset="100%" stopColor={colours[1]} />
        </linearGradient>
      )}
      <BaseEdge
        path={path}
        interactionWidth={24}
        style={{
          stroke: colours ? `url(#${gradient})` : plain,
          strokeWidth: props.selected || mark === "added" ? 2.5 : widthOf(data?.count ?? 1),
          ...(mark === "dropped" && { strokeDasharray: "3 5" }),
        }}
        className={data?.toStatus === "running" ? "dependency-running" : ""}
      />
      {edits && data?.editable && (
        <EdgeLabelRenderer>
          <button
            type="button"
            tabIndex={props.selected ? 0 : -1}
            className="insert-button nodrag nopan"
            data-id={props.id}
            style={{ transform: `translate(-50%, -50%) translate(${stand.x}px, ${stand.y}px)` }}
            aria-label={`Insert a step between ${data.fromTitle} and ${data.toTitle}`}
            title="Insert a step here"
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              edits.insert(data.dependency, { x: box.left + box.width / 2, y: box.bottom });
            }}
          >
            <Plus aria-hidden />
          </button>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

/** A line that stands for several dependencies is thicker, up to a point. */
function widthOf(count: number): number {
  return 1.75 + Math.min(3, Math.log2(count) * 0.75);
}

/** Kinds of line, for React Flow. */
export const EDGE_TYPES = { dependency: DependencyLine };
