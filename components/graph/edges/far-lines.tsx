import { ViewportPortal } from "@xyflow/react";
import { memo, useMemo } from "react";
import type { Point } from "../canvas-props.ts";
import { useDirection } from "../canvas-context.ts";
import type { DependencyEdge } from "../flow-mapping.ts";
import type { PlanDirection } from "../plan-direction.ts";
import { lineColour } from "./line-colour.ts";
import { lineEnds, linePath } from "./line-path.ts";

type Places = Readonly<Record<string, Point>>;

/**
 * The dependencies of a large plan that is seen from afar: all lines of a colour as one shape. Nobody takes hold of a line there, and
 * thousands of components would answer to every move.
 * @param resting where cards lie when nothing is dragged
 * @param drag where those are that are being dragged
 * @param moving which these are; the same while one drag lasts
 */
export const FarLines = memo(function FarLines(props: {
  edges: readonly DependencyEdge[];
  resting: Places;
  drag: Places;
  moving: ReadonlySet<string>;
}) {
  const { edges, resting, drag, moving } = props;
  const direction = useDirection();
  const { still, moved } = useMemo(() => {
    const moves = ({ source, target }: DependencyEdge) => moving.has(source) || moving.has(target);
    return { still: edges.filter((edge) => !moves(edge)), moved: edges.filter(moves) };
  }, [edges, moving]);
  // Most lines lie still while a card is dragged.
  const lines = useMemo(() => drawLines(still, resting, direction), [still, resting, direction]);
  const dragged = drawLines(moved, { ...resting, ...drag }, direction);
  return (
    <ViewportPortal>
      <svg aria-hidden className="far-lines">
        {[...lines, ...dragged].map(({ colour, path }, index) => (
          <path key={index} d={path} stroke={colour} />
        ))}
      </svg>
    </ViewportPortal>
  );
});

function drawLines(edges: readonly DependencyEdge[], places: Places, direction: PlanDirection) {
  const pieces = new Map<string, string[]>();
  for (const edge of edges) {
    const [from, to] = [places[edge.source], places[edge.target]];
    if (!from || !to) continue;
    const colour = lineColour(edge.data, edge.selected === true).plain;
    const sameColour = pieces.get(colour) ?? [];
    const { exit, entry } = lineEnds(from, to, direction);
    sameColour.push(linePath([exit, ...(edge.data?.route ?? []), entry], direction).path);
    pieces.set(colour, sameColour);
  }
  return Array.from(pieces, ([colour, all]) => ({ colour, path: all.join("") }));
}
