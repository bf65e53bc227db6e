"use server";

import { rejectReplan as verb } from "#lib/services/reject-replan.ts";
import { act } from "./act.ts";

/** Turns the proposed replan down. */
export async function rejectReplan(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
