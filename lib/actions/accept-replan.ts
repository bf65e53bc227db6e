"use server";

import { acceptReplan as verb } from "#lib/services/accept-replan.ts";
import { act } from "./act.ts";

/** Moves the run to the proposed replan. */
export async function acceptReplan(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
