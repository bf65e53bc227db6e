import { useCallback, useEffect, useRef, type RefObject } from "react";
import type { StepId } from "#lib/domain/ids.ts";
import type { OutlineLevel } from "./outline-model.ts";
import { scrollToRow } from "./use-row-window.ts";

/** Puts the cursor into a row's title, also of one that is out of sight, and may select the title. */
type FocusRow = (stepId: StepId, toBeNamed?: boolean) => void;

/**
 * Keeps the chosen row in sight.
 * @param chosen the step that is selected last
 * @returns the ref of what scrolls the rows, and what puts the cursor into one
 */
export function useRowFocus(
  groups: readonly OutlineLevel[],
  height: number,
  chosen: StepId | undefined,
): { scroller: RefObject<HTMLDivElement | null>; focus: FocusRow } {
  const scroller = useRef<HTMLDivElement>(null);
  const latest = useRef({ groups, height });
  useEffect(() => {
    latest.current = { groups, height };
  });
  const scrollTo = useCallback(
    (stepId: StepId) => scrollToRow(scroller.current, latest.current.groups, stepId, latest.current.height),
    [],
  );

  // A step chosen elsewhere is to be seen here too.
  useEffect(() => {
    if (chosen === undefined) return;
    // With the next frame, when the browser lays the page out anyway; once more when the rows there have been rendered, in case it
    // held on to others.
    let frame = requestAnimationFrame(() => {
      scrollTo(chosen);
      frame = requestAnimationFrame(() => scrollTo(chosen));
    });
    return () => cancelAnimationFrame(frame);
  }, [chosen, scrollTo]);

  const focus = useCallback<FocusRow>(
    (stepId, toBeNamed = false) => {
      const go = () => {
        const row = scroller.current?.querySelector(`[data-step="${CSS.escape(stepId)}"]`);
        const field = row?.querySelector("input");
        field?.focus();
        if (toBeNamed) field?.select();
        return Boolean(field);
      };
      // At once, so that the next key goes there; to a row that is out of sight after it has been scrolled to.
      if (go()) return;
      requestAnimationFrame(() => {
        scrollTo(stepId);
        requestAnimationFrame(go);
      });
    },
    [scrollTo],
  );
  return { scroller, focus };
}
