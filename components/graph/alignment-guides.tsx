import { useStore, useStoreApi, ViewportPortal, type ReactFlowState } from "@xyflow/react";
import { useEffect, useState } from "react";
import type { StepNode } from "./flow-mapping.ts";
import { GuideIndex, type Box, type Guide } from "./guides.ts";
import type { Places } from "./step-positions.ts";

/** How near a card comes to a line until it is drawn to it, in pixels of the window. */
const REACH = 6;

/** Aligns cards that are dragged with those that lie still. */
export type Snapper = {
  /** Where the cards go instead. */
  move: (dragged: Places) => Places;
  /** The same for the last time: the cards are let go. */
  end: (dropped: Places) => Places;
};

const NOTHING: Guide[] = [];

/**
 * While cards are dragged, lines that show what they are aligned with, and the pull towards them. Alt or Ctrl turns both off.
 * @param onReady takes what whoever is told of the drag asks; null when it is gone
 */
export function AlignmentGuides({ onReady }: { onReady: (snapper: Snapper | null) => void }) {
  const store = useStoreApi<StepNode>();
  const [guides, setGuides] = useState(NOTHING);

  useEffect(() => {
    let free = false;
    let drag: { index: GuideIndex; transform: readonly number[]; dx: number; dy: number } | null = null;

    /** How the drag goes on; what it may be aligned with is looked up again only when the view has moved. */
    function follow(dragged: Places): NonNullable<typeof drag> {
      const state = store.getState();
      if (drag?.transform === state.transform) return drag;
      const index = new GuideIndex(boxesAtRest(state, dragged));
      drag = { index, transform: state.transform, dx: 0, dy: 0 };
      return drag;
    }
    function show(next: Guide[]) {
      setGuides((last) => (last.length === 0 && next.length === 0 ? last : next));
    }

    onReady({
      move: (dragged) => {
        const state = store.getState();
        const box = boxAround(state, dragged);
        const going = follow(dragged);
        const snap =
          free || !box
            ? { dx: 0, dy: 0, guides: NOTHING }
            : going.index.snap(box, REACH / state.transform[2]);
        drag = { ...going, dx: snap.dx, dy: snap.dy };
        show(snap.guides);
        return shifted(dragged, drag);
      },
      end: (dropped) => {
        const last = drag;
        drag = null;
        show(NOTHING);
        return last ? shifted(dropped, last) : dropped;
      },
    });
    function onKeys(event: KeyboardEvent | PointerEvent) {
      free = event.altKey || event.ctrlKey;
    }
    const events = ["pointermove", "keydown", "keyup"] as const;
    for (const name of events) window.addEventListener(name, onKeys, { capture: true });
    return () => {
      onReady(null);
      for (const name of events) window.removeEventListener(name, onKeys, { capture: true });
    };
  }, [store, onReady]);

  return guides.length === 0 ? null : <Lines guides={guides} />;
}

function Lines({ guides }: { guides: readonly Guide[] }) {
  const zoom = useStore((state) => state.transform[2]);
  return (
    <ViewportPortal>
      {guides.map((guide) => (
        <div
          key={guide.axis}
          data-guide={guide.axis}
          className="pointer-events-none absolute bg-accent"
          style={lineStyle(guide, zoom)}
        />
      ))}
    </ViewportPortal>
  );
}

/** A line as thick as a pixel of the window, whatever the zoom. */
function lineStyle({ axis, at, from, to }: Guide, zoom: number) {
  return axis === "x"
    ? { left: at, top: from, width: 1 / zoom, height: to - from }
    : { left: from, top: at, width: to - from, height: 1 / zoom };
}

function shifted(places: Places, { dx, dy }: { dx: number; dy: number }): Places {
  if (dx === 0 && dy === 0) return places;
  return Object.fromEntries(Object.entries(places).map(([id, { x, y }]) => [id, { x: x + dx, y: y + dy }]));
}

type FlowState = ReactFlowState<StepNode>;

/** The box of a card, at the place it is to go to. */
function boxOf({ nodeLookup }: FlowState, id: string, place: { x: number; y: number } | null): Box | null {
  const node = nodeLookup.get(id);
  const { width, height } = node?.measured ?? {};
  if (!node || width === undefined || height === undefined) return null;
  const { x, y } = node.internals.positionAbsolute;
  if (!place) return { x, y, width, height };
  return { x: x + place.x - node.position.x, y: y + place.y - node.position.y, width, height };
}

function boxAround(state: FlowState, dragged: Places): Box | null {
  const boxes = Object.entries(dragged).flatMap(([id, place]) => boxOf(state, id, place) ?? []);
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

/** Of the cards that are not dragged, those in view: nobody aligns with what they do not see. */
function boxesAtRest(state: FlowState, dragged: Places): Box[] {
  const [shiftX, shiftY, zoom] = state.transform;
  const [left, top] = [-shiftX / zoom, -shiftY / zoom];
  const [right, bottom] = [left + state.width / zoom, top + state.height / zoom];
  return [...state.nodeLookup.keys()].flatMap((id) => {
    const box = id in dragged ? null : boxOf(state, id, null);
    const seen =
      box && box.x < right && box.y < bottom && box.x + box.width > left && box.y + box.height > top;
    return seen ? [box] : [];
  });
}
