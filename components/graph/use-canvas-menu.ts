import { useReactFlow } from "@xyflow/react";
import { useEffect, useMemo, useRef, type MouseEvent, type PointerEvent } from "react";
import type { CanvasEdits, Point } from "./canvas-props.ts";

/** How long a finger rests on a card to ask what can be done with it, in milliseconds, as in the systems that people know. */
const LONG_PRESS_MS = 500;

/** A finger never lies quite still. */
const STILL = 10;

/** Opens the menu of a card, or of the canvas: by a right click, the menu key, or a finger that rests there. */
export function useCanvasMenu(edits: CanvasEdits | null) {
  const flow = useReactFlow();
  const press = useRef<{ at: Point; timer: ReturnType<typeof setTimeout> } | null>(null);

  const handlers = useMemo(() => {
    function letGo() {
      clearTimeout(press.current?.timer);
      press.current = null;
    }
    function ask(target: Element, at: Point) {
      const stepId = target.closest(".react-flow__node")?.getAttribute("data-id") ?? null;
      edits?.menu(stepId, at, stepId === null ? flow.screenToFlowPosition(at) : null);
    }
    return {
      letGo,
      onContextMenu: (event: MouseEvent) => {
        if (!edits || !hasMenu(event.target)) return;
        event.preventDefault();
        ask(event.target, { x: event.clientX, y: event.clientY });
      },
      onPointerDownCapture: (event: PointerEvent) => {
        const alone = press.current === null && event.isPrimary;
        letGo();
        if (!edits || event.pointerType !== "touch" || !alone || !hasMenu(event.target)) return;
        const { target } = event;
        const at = { x: event.clientX, y: event.clientY };
        const open = () => {
          press.current = null;
          // Lifting the finger would count as a tap otherwise, which closes the menu again.
          target.addEventListener("touchend", (end) => end.preventDefault(), { once: true, passive: false });
          ask(target, at);
        };
        press.current = { at, timer: setTimeout(open, LONG_PRESS_MS) };
      },
      onPointerMoveCapture: ({ clientX, clientY }: PointerEvent) => {
        const at = press.current?.at;
        if (at && Math.hypot(clientX - at.x, clientY - at.y) > STILL) letGo();
      },
      onPointerUpCapture: letGo,
      onPointerCancelCapture: letGo,
    };
  }, [edits, flow]);

  const { letGo, ...props } = handlers;
  useEffect(() => letGo, [letGo]);
  return props;
}

/** Buttons over the canvas, such as the zoom's, are not what a menu is about. */
function hasMenu(target: EventTarget): target is Element {
  return (
    target instanceof Element &&
    !target.closest(".react-flow__panel, .react-flow__minimap, .insert-button, .react-flow__handle")
  );
}
