import { useEffect, useRef, type RefObject } from "react";
import { LONG_PRESS_MS, STILL } from "#components/graph/long-press.ts";
import type { StepId } from "#lib/domain/ids.ts";
import { sideOf } from "./drop-side.ts";
import type { DropPlace, RowActions } from "./row-actions.ts";

/** How near to the list's upper or lower end a row makes it scroll, and by how much a frame. */
const SCROLL = { within: 44, by: 8 } as const;

type Spot = { x: number; y: number };

/** A finger on a row: it rests there until it has taken hold of it, and then leads it about. */
type Press = { stepId: StepId; title: string; at: Spot; held: boolean; over: DropPlace | null };

/**
 * Drags rows by a finger that has rested on them, so that one that moves at once still scrolls. A second finger, Escape, or letting go
 * beside the list leaves the row where it was.
 * @param ghost follows the finger with the row's title
 * @param titleOf what a step is called
 */
export function useTouchDrag(
  scroller: RefObject<HTMLElement | null>,
  ghost: RefObject<HTMLElement | null>,
  {
    enabled,
    actions,
    titleOf,
    say,
  }: {
    enabled: boolean;
    actions: Pick<RowActions, "startDrag" | "dragOver" | "drop" | "endDrag">;
    titleOf: (stepId: StepId) => string;
    say: (text: string) => void;
  },
): void {
  // A drag goes on while its row, and what can be done with it, are rendered anew.
  const latest = useRef({ actions, titleOf, say });
  useEffect(() => {
    latest.current = { actions, titleOf, say };
  });

  useEffect(() => {
    const box = scroller.current;
    if (!box || !enabled) return;
    let press: Press | null = null;
    let stop: AbortController | null = null;

    function letGo() {
      stop?.abort();
      stop = null;
      press = null;
    }

    /** Ends a drag that shall change nothing. */
    function cancel() {
      if (press?.held) {
        latest.current.actions.endDrag();
        latest.current.say(`“${press.title}” stays where it is.`);
      }
      letGo();
    }

    function lead(to: Spot) {
      if (!press) return;
      press.at = to;
      if (ghost.current) ghost.current.style.transform = `translate(${to.x}px, ${to.y}px)`;
      const row = document.elementFromPoint(to.x, to.y)?.closest<HTMLElement>("[data-step]");
      const stepId = row && box?.contains(row) ? row.dataset["step"] : undefined;
      press.over = row && stepId !== undefined ? { stepId, side: sideOf(row, to.y) } : null;
      latest.current.actions.dragOver(press.over);
    }

    /** Near its ends the list goes on by itself, as long as the finger is there. */
    function scroll(during: Press) {
      if (press !== during || !box) return;
      const { top, bottom } = box.getBoundingClientRect();
      const { y } = during.at;
      const by = y < top + SCROLL.within ? -SCROLL.by : y > bottom - SCROLL.within ? SCROLL.by : 0;
      if (by !== 0) {
        box.scrollTop += by;
        lead(during.at);
      }
      requestAnimationFrame(() => scroll(during));
    }

    function take() {
      if (!press) return;
      press.held = true;
      if (ghost.current) {
        ghost.current.textContent = press.title;
        ghost.current.hidden = false;
      }
      stop?.signal.addEventListener("abort", () => {
        if (ghost.current) ghost.current.hidden = true;
      });
      latest.current.actions.startDrag(press.stepId);
      latest.current.say(`“${press.title}” is held. Let go of it where it shall stand.`);
      lead(press.at);
      scroll(press);
    }

    function onTouchStart(event: TouchEvent) {
      const [finger] = event.touches;
      const { target } = event;
      if (press || event.touches.length > 1 || !finger || !(target instanceof Element)) return;
      // A finger that stops a list which is still rolling only does that: the browser takes its moves for itself.
      if (!event.cancelable) return;
      const stepId = target.closest<HTMLElement>("[data-step]")?.dataset["step"];
      // In a field that is being typed in, a long press selects text.
      if (stepId === undefined || target.closest("button") || target === document.activeElement) return;
      const title = latest.current.titleOf(stepId);
      press = { stepId, title, at: spotOf(finger), held: false, over: null };
      stop = new AbortController();
      const { signal } = stop;
      const timer = setTimeout(take, LONG_PRESS_MS);
      signal.addEventListener("abort", () => clearTimeout(timer));
      // A row that is scrolled out of sight is taken out of the page; its finger is then told of there, and nowhere above.
      target.addEventListener("touchmove", (move) => onTouchMove(move as TouchEvent), {
        passive: false,
        signal,
      });
      target.addEventListener("touchend", onTouchEnd, { passive: false, signal });
      target.addEventListener("touchcancel", cancel, { signal });
      document.addEventListener("touchstart", (other) => other.touches.length > 1 && cancel(), {
        capture: true,
        signal,
      });
      document.addEventListener("keydown", onKeyDown, { capture: true, signal });
      // What the browser does by itself when a finger rests: its menu, and dragging what may be dragged.
      for (const name of ["contextmenu", "dragstart"]) {
        document.addEventListener(name, suppress, { capture: true, signal });
      }
    }

    function onTouchMove(event: TouchEvent) {
      const [finger] = event.touches;
      if (!press || !finger) return;
      const to = spotOf(finger);
      if (press.held && !event.cancelable) cancel();
      else if (press.held) {
        event.preventDefault();
        lead(to);
      } else if (Math.hypot(to.x - press.at.x, to.y - press.at.y) > STILL) letGo();
    }

    function onTouchEnd(event: Event) {
      if (!press?.held) {
        letGo();
        return;
      }
      // It is no tap, which would put the cursor into a title.
      if (event.cancelable) event.preventDefault();
      const { over, stepId } = press;
      if (over === null || over.stepId === stepId) {
        cancel();
        return;
      }
      letGo();
      latest.current.actions.drop(over, "finger");
    }

    function onKeyDown(event: KeyboardEvent) {
      if (event.key !== "Escape" || !press?.held) return;
      event.preventDefault();
      event.stopPropagation();
      cancel();
    }

    // Not passive: only so are the moves that follow still ours to keep from scrolling.
    box.addEventListener("touchstart", onTouchStart, { passive: false });
    return () => {
      cancel();
      box.removeEventListener("touchstart", onTouchStart);
    };
  }, [scroller, ghost, enabled]);
}

function spotOf({ clientX: x, clientY: y }: Touch): Spot {
  return { x, y };
}

function suppress(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
