"use client";

import { useQuery } from "@tanstack/react-query";
import { StepRunDetail, type StepRunView } from "#lib/domain/run.ts";
import { getJson } from "#components/shell/api.ts";
import { useRunAddress } from "./run-address.ts";

/** Everything of one step of a run; fetched again whenever the step's state has changed. */
export function useStepRun(runId: string, step: StepRunView) {
  const address = useRunAddress(runId);
  const state = [
    step.status,
    step.attempt,
    step.fallback,
    step.finishedAt,
    step.notes.length,
    step.corrected?.at,
    step.model?.tokens,
  ].join(" ");
  return useQuery({
    queryKey: ["step-run", runId, step.stepId, state],
    queryFn: ({ signal }) => getJson(`${address}/steps/${step.stepId}`, StepRunDetail, signal),
    // The same step in its state before, so that nothing flickers; never another step.
    placeholderData: (before, query) => (query?.queryKey[2] === step.stepId ? before : undefined),
  });
}
