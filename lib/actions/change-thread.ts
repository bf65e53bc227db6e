"use server";

import { changeThread as verb } from "#lib/services/change-thread.ts";
import { act } from "./act.ts";

/** Resolves a thread of comments or opens it again, and says whether it blocks the plan. */
export async function changeThread(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
