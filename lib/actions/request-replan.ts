"use server";

import { requestReplan as verb } from "#lib/services/request-replan.ts";
import { act } from "./act.ts";

/** Asks the planner for a change to what has not started. */
export async function requestReplan(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
