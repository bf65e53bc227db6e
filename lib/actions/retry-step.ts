"use server";

import { retryStep as verb } from "#lib/services/retry-step.ts";
import { act } from "./act.ts";

/** Tries a failed step again. */
export async function retryStep(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
