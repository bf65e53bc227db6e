import { Panel, useReactFlow, useStore, type ReactFlowState } from "@xyflow/react";
import { useEffect, useMemo, useRef, type PointerEvent } from "react";
import type { Point } from "./canvas-props.ts";
import type { CanvasNode } from "./groups/canvas-node.ts";
import { CARD } from "./level-layout.ts";
import { statusColour } from "./run-status-look.ts";

/** The map's, in pixels. */
const SIZE = { width: 150, height: 100 } as const;
/** How much of the map is left free round the plan. */
const MARGIN = 0.04;
/** How far a wheel's pixel zooms, as React Flow's canvas does it: by two to the power of this. */
const ZOOM_PER_PIXEL = 0.002;

type Box = { x: number; y: number; width: number; height: number };

/**
 * The whole plan in small, with the part that is in view; a drag or a click moves the view, the wheel zooms it. All cards of a colour
 * are one shape: React Flow's own map has a component for each card, and a thousand of them answer to every move.
 */
export function PlanMap({ nodes, onMove }: { nodes: readonly CanvasNode[]; onMove: () => void }) {
  const flow = useReactFlow();
  const svg = useRef<SVGSVGElement>(null);
  const cards = useMemo(() => drawCards(nodes), [nodes]);
  const view = useStore(viewOf, sameBox);
  const { scale, ...shown } = wholeMap(union(cards.box, view));
  const held = useRef<{ pointer: number; from: Point; centre: Point } | null>(null);

  useEffect(() => {
    const map = svg.current;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      onMove();
      void flow.zoomTo(flow.getZoom() * 2 ** (-event.deltaY * ZOOM_PER_PIXEL));
    };
    // React listens to wheels passively, and the page would zoom as well.
    map?.addEventListener("wheel", onWheel, { passive: false });
    return () => map?.removeEventListener("wheel", onWheel);
  }, [flow, onMove]);

  const centreOn = (point: Point) => {
    onMove();
    void flow.setCenter(point.x, point.y, { zoom: flow.getZoom() });
  };
  function onPointerDown(event: PointerEvent<SVGSVGElement>) {
    if (event.button !== 0) return;
    const corner = event.currentTarget.getBoundingClientRect();
    const at = {
      x: shown.x + (event.clientX - corner.left) * scale,
      y: shown.y + (event.clientY - corner.top) * scale,
    };
    // What is in view is taken hold of; elsewhere on the map the view comes there first.
    const centre = inside(view, at) ? { x: view.x + view.width / 2, y: view.y + view.height / 2 } : at;
    if (centre === at) centreOn(at);
    held.current = { pointer: event.pointerId, from: { x: event.clientX, y: event.clientY }, centre };
    event.currentTarget.setPointerCapture(event.pointerId);
  }
  function onPointerMove(event: PointerEvent<SVGSVGElement>) {
    const { current: hold } = held;
    if (hold?.pointer !== event.pointerId) return;
    centreOn({
      x: hold.centre.x + (event.clientX - hold.from.x) * scale,
      y: hold.centre.y + (event.clientY - hold.from.y) * scale,
    });
  }
  const letGo = () => {
    held.current = null;
  };

  const whole = rectangle(shown);
  return (
    <Panel position="bottom-right" className="plan-map @max-lg:hidden">
      <svg
        ref={svg}
        role="img"
        aria-label="Map of the plan"
        {...SIZE}
        viewBox={`${shown.x} ${shown.y} ${shown.width} ${shown.height}`}
        className="touch-none"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={letGo}
        onPointerCancel={letGo}
      >
        {cards.shapes.map(([colour, path]) => (
          <path key={colour} d={path} fill={colour} />
        ))}
        <path d={`${whole}${rectangle(view)}`} fillRule="evenodd" className="plan-map-mask" />
      </svg>
    </Panel>
  );
}

/** What is in view, in the plan's units. */
function viewOf({ transform: [x, y, zoom], width, height }: ReactFlowState): Box {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

function sameBox(a: Box, b: Box): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

/** The box round all cards (null without any), and one path for each colour. */
function drawCards(nodes: readonly CanvasNode[]): { box: Box | null; shapes: [string, string][] } {
  const pieces = new Map<string, string[]>();
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const node of nodes) {
    const colour = colourOf(node);
    if (colour === null) continue;
    const { x, y } = node.position;
    const sameColour = pieces.get(colour) ?? [];
    sameColour.push(rectangle({ x, y, ...CARD }));
    pieces.set(colour, sameColour);
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x + CARD.width), Math.max(bottom, y + CARD.height)];
  }
  const box = right < left ? null : { x: left, y: top, width: right - left, height: bottom - top };
  return { box, shapes: Array.from(pieces, ([colour, all]) => [colour, all.join("")]) };
}

/** A card's colour on the map: its state, of a group the one that most wants a person; a tag has none. */
function colourOf(node: CanvasNode): string | null {
  if (node.type === "groupTag") return null;
  return statusColour(node.type === "group" ? node.data.states[0]?.[0] : node.data.run?.status);
}

function union(a: Box | null, b: Box): Box {
  if (!a) return b;
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const right = Math.max(a.x + a.width, b.x + b.width);
  const bottom = Math.max(a.y + a.height, b.y + b.height);
  return { x, y, width: right - x, height: bottom - y };
}

/** The part of the plane that the map shows, of the map's own shape, and how many of the plan's units are a pixel of it. */
function wholeMap(box: Box): Box & { scale: number } {
  const scale = Math.max(box.width / SIZE.width, box.height / SIZE.height, 1e-6) * (1 + 2 * MARGIN);
  const [width, height] = [SIZE.width * scale, SIZE.height * scale];
  return {
    x: box.x + (box.width - width) / 2,
    y: box.y + (box.height - height) / 2,
    width,
    height,
    scale,
  };
}

function inside(box: Box, { x, y }: Point): boolean {
  return x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height;
}

function rectangle({ x, y, width, height }: Box): string {
  return `M${x},${y}h${width}v${height}h${-width}z`;
}
