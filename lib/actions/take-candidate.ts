"use server";

import { takeCandidate as verb } from "#lib/services/take-candidate.ts";
import { act } from "./act.ts";

/** Puts a candidate in the place of a plan. */
export async function takeCandidate(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
