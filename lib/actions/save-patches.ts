"use server";

import { savePatches as verb } from "#lib/services/save-patches.ts";
import { act } from "./act.ts";

/** Saves the editor's patches, or says what was saved meanwhile. */
export async function savePatches(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
