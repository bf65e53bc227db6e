"use server";

import { openThread as verb } from "#lib/services/open-thread.ts";
import { act } from "./act.ts";

/** Opens a thread of comments on a step. */
export async function openThread(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
