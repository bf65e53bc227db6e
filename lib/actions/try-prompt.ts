"use server";

import { tryPrompt as verb } from "#lib/services/try-prompt.ts";
import { act } from "./act.ts";

/** Has the planner draft a goal with a prompt, and keeps nothing of it. */
export async function tryPrompt(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
