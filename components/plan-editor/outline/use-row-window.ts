import { useEffect, useState, type RefObject } from "react";
import type { StepId } from "#lib/domain/ids.ts";
import type { OutlineLevel } from "./outline-model.ts";

/** Heights in pixels, as the outline's classes make them. */
const HEIGHTS = { heading: 20, foot: 6 } as const;
/** A row is higher where fingers point at it. */
export const ROW_HEIGHTS = { fine: 28, coarse: 44 } as const;

/** Rows up to which all are rendered. */
const ALL_UP_TO = 150;
/** What is rendered beyond what is seen, and how far one scrolls before that is looked at again. */
const AHEAD = 800;
const NOTCH = 400;

/** What of a level is rendered; the room of the rest is kept free. */
export type LevelWindow = { before: number; from: number; to: number; after: number };

/**
 * Which part of a level lies in a stretch of the outline.
 * @param row how high each row is
 */
export function levelWindow(
  top: number,
  count: number,
  [first, last]: readonly [number, number],
  row: number,
): LevelWindow {
  const rows = top + HEIGHTS.heading;
  const from = Math.min(count, Math.max(0, Math.floor((first - rows) / row)));
  const to = Math.max(from, Math.min(count, Math.ceil((last - rows) / row)));
  return { before: from * row, from, to, after: (count - to) * row };
}

/** Where each level begins. */
export function levelTops(groups: readonly OutlineLevel[], row: number): number[] {
  const tops: number[] = [];
  let top = 0;
  for (const group of groups) {
    tops.push(top);
    top += levelHeight(group, row);
  }
  return tops;
}

/** Scrolls a row into view, also one that is not rendered yet. */
export function scrollToRow(
  box: HTMLElement | null,
  groups: readonly OutlineLevel[],
  stepId: StepId,
  row: number,
): void {
  const top = rowTop(groups, stepId, row);
  if (!box || top === null) return;
  if (top < box.scrollTop) box.scrollTop = Math.max(0, top - HEIGHTS.heading);
  else if (top + row > box.scrollTop + box.clientHeight) {
    box.scrollTop = top + 2 * row - box.clientHeight;
  }
}

function levelHeight({ steps }: OutlineLevel, row: number): number {
  return HEIGHTS.heading + steps.length * row + HEIGHTS.foot;
}

/**
 * Renders only the rows of a long outline that are about to be seen.
 * @returns the stretch to render, in pixels from above
 */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  groups: readonly OutlineLevel[],
): readonly [number, number] {
  const long = groups.reduce((count, { steps }) => count + steps.length, 0) > ALL_UP_TO;
  const [seen, setSeen] = useState<readonly [number, number]>([0, 2 * AHEAD]);

  useEffect(() => {
    const box = scroller.current;
    if (!box || !long) return;
    const look = () => {
      const notch = Math.floor(box.scrollTop / NOTCH) * NOTCH;
      const end = notch + Math.ceil(box.clientHeight / NOTCH) * NOTCH + NOTCH;
      setSeen((last) => (last[0] === notch && last[1] === end ? last : [notch, end]));
    };
    const sized = new ResizeObserver(look);
    sized.observe(box);
    box.addEventListener("scroll", look, { passive: true });
    return () => {
      sized.disconnect();
      box.removeEventListener("scroll", look);
    };
  }, [scroller, long]);

  return long ? [seen[0] - AHEAD, seen[1] + AHEAD] : EVERYTHING;
}

const EVERYTHING = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

function rowTop(groups: readonly OutlineLevel[], stepId: StepId, row: number): number | null {
  let top = 0;
  for (const group of groups) {
    const index = group.steps.findIndex(({ id }) => id === stepId);
    if (index >= 0) return top + HEIGHTS.heading + index * row;
    top += levelHeight(group, row);
  }
  return null;
}
