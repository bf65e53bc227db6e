"use server";

import { saveRunSettings as verb } from "#lib/services/save-run-settings.ts";
import { act } from "./act.ts";

/** Sets how the workspace's runs behave. */
export async function saveRunSettings(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
