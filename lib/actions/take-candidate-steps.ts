"use server";

import { takeCandidateSteps as verb } from "#lib/services/take-candidate-steps.ts";
import { act } from "./act.ts";

/** Takes chosen steps of candidates into a plan. */
export async function takeCandidateSteps(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
