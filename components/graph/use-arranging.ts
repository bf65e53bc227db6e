import { useCallback } from "react";
import type { PlanCanvasProps } from "./canvas-props.ts";
import { chooseDirection, type PlanDirection } from "./plan-direction.ts";
import { handMoved, placeSteps, tidySteps } from "./step-positions.ts";

/**
 * Lays the plan out again, or lets it read the other way.
 * @param fitNext shows the whole plan when its new layout is there
 */
export function useArranging(
  positionsKey: string,
  direction: PlanDirection,
  actions: Pick<PlanCanvasProps, "say" | "onTidied"> & { layOutAgain: () => void; fitNext: () => void },
): { tidy: () => void; turn: () => void } {
  const { say, onTidied, layOutAgain, fitNext } = actions;
  const tidy = useCallback(() => {
    const before = handMoved(positionsKey);
    tidySteps(positionsKey);
    layOutAgain();
    say?.("All steps are laid out again.");
    if (Object.keys(before).length > 0) onTidied?.(() => placeSteps(positionsKey, before));
    fitNext();
  }, [positionsKey, layOutAgain, say, onTidied, fitNext]);
  const turn = useCallback(() => {
    const to = direction === "down" ? "right" : "down";
    chooseDirection(to);
    say?.(to === "right" ? "The plan reads from left to right." : "The plan reads from top to bottom.");
    fitNext();
  }, [direction, say, fitNext]);
  return { tidy, turn };
}
