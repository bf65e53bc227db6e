"use server";

import { startPlanning as verb } from "#lib/services/start-planning.ts";
import { act } from "./act.ts";

/** Plans a goal anew. */
export async function startPlanning(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
