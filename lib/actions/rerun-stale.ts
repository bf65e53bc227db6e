"use server";

import { rerunStale as verb } from "#lib/services/rerun-stale.ts";
import { act } from "./act.ts";

/** Does steps again that have used an output which was put right since. */
export async function rerunStale(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
