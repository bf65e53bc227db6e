import { useEffect, useState } from "react";
import type { Point } from "./canvas-props.ts";

/** How long cards take to their new places, in milliseconds: as long as the style sheet says, and a frame or two. */
const GLIDE_MS = 300;

/**
 * Whether cards are on their way to where a new layout puts them. The style sheet moves them; nothing is rendered meanwhile.
 * @param generation grows with every new layout; the first moves nothing, for the plan is only just being shown
 */
export function useGliding(points: Readonly<Record<string, Point>>, generation: number): boolean {
  const [seen, setSeen] = useState({ points, generation });
  const [gliding, setGliding] = useState(false);
  if (seen.generation !== generation) {
    setSeen({ points, generation });
    setGliding(seen.generation > 0 && Object.keys(seen.points).length > 0);
  }
  useEffect(() => {
    if (!gliding) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // They are put there after this, and where the browser is busy that may take longer than their way does.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        timer = setTimeout(() => setGliding(false), GLIDE_MS);
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [gliding, generation]);
  return gliding;
}
