"use server";

import { stopCandidates as verb } from "#lib/services/stop-candidates.ts";
import { act } from "./act.ts";

/** Stops the making of candidates. */
export async function stopCandidates(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
