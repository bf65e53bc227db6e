"use server";

import { discardCandidates as verb } from "#lib/services/discard-candidates.ts";
import { act } from "./act.ts";

/** Throws a plan's candidates away. */
export async function discardCandidates(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
