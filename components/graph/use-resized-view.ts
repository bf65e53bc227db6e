import { useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { Point } from "./canvas-props.ts";
import { cardBox } from "./card-box.ts";

/**
 * Keeps the plan in view when the canvas takes another size: a window made narrow, a device turned, a panel opened.
 * @param kept whether the reader has chosen what is in view; then it only moves when nothing of the plan is left in it
 * @param fit brings the whole plan into view
 */
export function useResizedView(
  points: Readonly<Record<string, Point>>,
  kept: () => boolean,
  fit: () => void,
): void {
  const store = useStoreApi();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const latest = useRef({ points, kept, fit });
  useEffect(() => {
    latest.current = { points, kept, fit };
  });

  useEffect(() => {
    if (width === 0 || height === 0) return;
    const { transform } = store.getState();
    const inView = (point: Point) => {
      const { left, top, right, bottom } = cardBox(point, transform);
      return left < width && top < height && right > 0 && bottom > 0;
    };
    const cards = Object.values(latest.current.points);
    if (cards.length > 0 && (!latest.current.kept() || !cards.some(inView))) latest.current.fit();
  }, [width, height, store]);
}
