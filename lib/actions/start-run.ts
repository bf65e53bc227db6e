"use server";

import { startRun as verb } from "#lib/services/start-run.ts";
import { act } from "./act.ts";

/** Starts a run of the plan's draft at the revision the person saw. */
export async function startRun(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
