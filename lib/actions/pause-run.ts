"use server";

import { pauseRun as verb } from "#lib/services/pause-run.ts";
import { act } from "./act.ts";

/** Pauses a run: no further step starts. */
export async function pauseRun(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
