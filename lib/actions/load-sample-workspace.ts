"use server";

import { loadSampleWorkspace as verb } from "#lib/services/load-sample-workspace.ts";
import { act } from "./act.ts";

/** Adds the sample documents to the workspace. */
export async function loadSampleWorkspace(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
