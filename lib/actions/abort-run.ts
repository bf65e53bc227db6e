"use server";

import { abortRun as verb } from "#lib/services/abort-run.ts";
import { act } from "./act.ts";

/** Aborts a run. */
export async function abortRun(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
