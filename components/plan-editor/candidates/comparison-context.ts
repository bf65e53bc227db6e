"use client";

import { createContext, useContext } from "react";
import type { Candidates } from "./use-candidates.ts";

/** The comparison of an editor: whether it is open, and what is compared. */
export type Comparison = { open: boolean; setOpen: (open: boolean) => void; candidates: Candidates };

/** Null where there is nothing to compare: while a run's remaining steps are edited. */
export const ComparisonContext = createContext<Comparison | null>(null);

export function useComparisonContext(): Comparison | null {
  return useContext(ComparisonContext);
}
