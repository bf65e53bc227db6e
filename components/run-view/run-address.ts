"use client";

import { createContext, use } from "react";

/** Where steps, outputs and files of the run are read that is shown below; null: where members read theirs. */
export const RunAddress = createContext<string | null>(null);

/** The address of our routes below which a run's steps are. */
export function useRunAddress(runId: string): string {
  return use(RunAddress) ?? `/api/runs/${runId}`;
}
