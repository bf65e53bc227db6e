"use server";

import { stopPlanning as verb } from "#lib/services/stop-planning.ts";
import { act } from "./act.ts";

/** Stops the planner. */
export async function stopPlanning(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
