"use server";

import { activatePrompt as verb } from "#lib/services/activate-prompt.ts";
import { act } from "./act.ts";

/** Uses another version of a prompt. */
export async function activatePrompt(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
