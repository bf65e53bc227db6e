import { useReactFlow } from "@xyflow/react";
import { useEffect, useMemo, useRef, type MouseEvent, type PointerEvent } from "react";

import type { CanvasEdits, LineActions, Point } from "./canvas-props.ts";
import type { DependencyEdge } from "./flow-mapping.ts";
import type { CanvasNode } from "./groups/canvas-node.ts";
import { groupAt } from "./groups/step-groups.ts";
import type { Groups } from "./groups/use-groups.ts";
import { LONG_PRESS_MS, STILL } from "./long-press.ts";

/**
 * Opens the menu of a card, of a group, of a dependency, or of the canvas: by a right click, the menu key, or a finger that rests there.
 * @param lines selects the line that the menu is about, and goes on from it
 */
export function useCanvasMenu(
  edits: CanvasEdits | null,
  lines: LineActions & { choose: (id: string) => void },
  groups: Groups,
) {
  const flow = useReactFlow<CanvasNode, DependencyEdge>();
  const latest = useRef({ ...lines, groups });
  useEffect(() => {
    latest.current = { ...lines, groups };
  });
  const press = useRef<{ at: Point; timer: ReturnType<typeof setTimeout> } | null>(null);

  const handlers = useMemo(() => {
    function letGo() {
      clearTimeout(press.current?.timer);
      press.current = null;
    }
    function ask(target: Element, at: Point) {
      const line = flow.getEdge(lineUnder(target) ?? "");
      // A line that stands for several, or is only proposed, is no dependency that could be changed.
      if (edits && line?.data?.editable) {
        latest.current.choose(line.id);
        edits.dependencyMenu(line.data.dependency, at, {
          goTo: (stepId) => latest.current.goTo(stepId),
          leaveLine: () => latest.current.leaveLine(),
        });
        return;
      }
      const stepId = target.closest(".react-flow__node")?.getAttribute("data-id") ?? null;
      const { drawn, collapse, expand } = latest.current.groups;
      const group = stepId === null ? null : groupAt(drawn, stepId);
      if (group) {
        const { id, title, stepIds } = group;
        const collapsed = drawn.collapsed.includes(group);
        edits?.groupMenu({ title, stepIds, collapsed }, at, {
          collapse: () => {
            collapse(id);
            latest.current.goTo(id);
          },
          expand: () => {
            expand(id);
            latest.current.goTo(stepIds[0] ?? id);
          },
        });
        return;
      }
      edits?.menu(stepId, at, stepId === null ? flow.screenToFlowPosition(at) : null);
    }
    return {
      letGo,
      onContextMenu: (event: MouseEvent) => {
        // The menu key is told of where the middle of the focused line is, whatever else lies there.
        const target = focusedLine() ?? event.target;
        if (!edits || !hasMenu(target)) return;
        event.preventDefault();
        ask(target, { x: event.clientX, y: event.clientY });
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

/** A line that has the focus; the press of a mouse button elsewhere has taken it away already. */
function focusedLine(): Element | null {
  return document.activeElement?.closest(".react-flow__edge") ?? null;
}

/** The dependency that is pointed at: its line, or the button on it. */
function lineUnder(target: Element): string | null {
  const line = target.closest<HTMLElement | SVGElement>(".react-flow__edge, .insert-button");
  return line?.dataset["id"] ?? null;
}

/** Buttons over the canvas, such as the zoom's, are not what a menu is about. */
function hasMenu(target: EventTarget): target is Element {
  return target instanceof Element && !target.closest(".react-flow__panel, .react-flow__handle");
}
