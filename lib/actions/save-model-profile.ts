"use server";

import { saveModelProfile as verb } from "#lib/services/save-model-profile.ts";
import { act } from "./act.ts";

/** Sets which models a role uses. */
export async function saveModelProfile(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
