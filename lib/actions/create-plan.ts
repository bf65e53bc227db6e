"use server";

import { createPlan as verb } from "#lib/services/create-plan.ts";
import { act } from "./act.ts";

/** Starts planning a goal and gives the plan's id at once; the planner works on. */
export async function createPlan(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
