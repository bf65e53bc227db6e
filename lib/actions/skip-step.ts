"use server";

import { skipStep as verb } from "#lib/services/skip-step.ts";
import { act } from "./act.ts";

/** Skips a step, handing on the output given, or null. */
export async function skipStep(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
