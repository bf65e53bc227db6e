import { createContext, useContext } from "react";
import type { CanvasEdits } from "./canvas-props.ts";
import type { Groups } from "./groups/use-groups.ts";
import type { PlanDirection } from "./plan-direction.ts";

/** What cards and lines may ask for; null on a canvas that only shows. */
export const CanvasEditsContext = createContext<CanvasEdits | null>(null);

export function useCanvasEdits(): CanvasEdits | null {
  return useContext(CanvasEditsContext);
}

/** Which way the canvas reads, for cards and lines. */
export const DirectionContext = createContext<PlanDirection>("down");

export function useDirection(): PlanDirection {
  return useContext(DirectionContext);
}

/** What cards of groups may ask for. */
export const GroupActionsContext = createContext<Pick<Groups, "collapse" | "expand"> | null>(null);

export function useGroupActions(): Pick<Groups, "collapse" | "expand"> | null {
  return useContext(GroupActionsContext);
}
