"use client";

import { createContext, use } from "react";

/** Where steps, outputs and files of the run are read that is shown below; null: where members read theirs. */
export const RunAddress = createContext<string | null>(null);

/** The address of our routes below which a run's steps are. */
export function useRunAddress(runId: string): string {
  return use(RunAddress) ?? `/api/runs/${runId}`;
}

/** Where the reader's places of a run's cards are kept. */
export function positionsKeyOf(runId: string): string {
  return `run:${runId}`;
}
