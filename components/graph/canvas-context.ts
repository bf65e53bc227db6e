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

/**
 * How much of cards can be made out. near: everything. far: only their titles and states. crowd: the same, of so many that lines are
 * one shape and cards have no connection points. specks: the same, from so far that only states can be made out.
 */
export type Distance = "near" | "far" | "crowd" | "specks";
export const DistanceContext = createContext<Distance>("near");

export function useDistance(): Distance {
  return useContext(DistanceContext);
}
