"use client";

import { createContext, useContext } from "react";

/** A wish to edit a step's title; each wish is a new object, so that the same step can be asked for again. */
export type TitleRequest = { stepId: string };

export const TitleRequestContext = createContext<TitleRequest | null>(null);

/** The latest wish, which the title field of that step fulfils by taking the focus. */
export function useTitleRequest(): TitleRequest | null {
  return useContext(TitleRequestContext);
}
