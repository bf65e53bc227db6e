import type { StepId } from "./ids.ts";

/** That calls of a step wait for an approval. `certain`: false when that depends on what only the run will know; `why`: in sentences. */
export type StepAsk = { certain: boolean; why: string[] };

/** The steps of a plan of which calls wait for an approval, or may. */
export type StepAsks = Readonly<Record<StepId, StepAsk>>;

/** The same in a few words. */
export function askWords({ certain }: StepAsk): string {
  return certain ? "Asks for approval" : "May ask for approval";
}
