"use server";

import { savePrompt as verb } from "#lib/services/save-prompt.ts";
import { act } from "./act.ts";

/** Adds a version of a prompt. */
export async function savePrompt(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
