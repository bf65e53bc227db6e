"use server";

import { importPlan as verb } from "#lib/services/import-plan.ts";
import { act } from "./act.ts";

/** Makes a plan from a file. */
export async function importPlan(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
