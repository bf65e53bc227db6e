import { createContext, useContext } from "react";
import type { CanvasEdits } from "./canvas-props.ts";

/** What cards and lines may ask for; null on a canvas that only shows. */
export const CanvasEditsContext = createContext<CanvasEdits | null>(null);

export function useCanvasEdits(): CanvasEdits | null {
  return useContext(CanvasEditsContext);
}
