"use server";

import { rerunRun as verb } from "#lib/services/rerun-run.ts";
import { act } from "./act.ts";

/** Starts a run that does an earlier one again, taking over what has not changed. */
export async function rerunRun(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
