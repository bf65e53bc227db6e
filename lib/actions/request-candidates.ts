"use server";

import { requestCandidates as verb } from "#lib/services/request-candidates.ts";
import { act } from "./act.ts";

/** Asks for other plans to compare with a plan. */
export async function requestCandidates(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
