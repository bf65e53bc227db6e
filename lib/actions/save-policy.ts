"use server";

import { savePolicy as verb } from "#lib/services/save-policy.ts";
import { act } from "./act.ts";

/** Makes a new version of the workspace's policy. */
export async function savePolicy(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
