"use server";

import { restoreVersion as verb } from "#lib/services/restore-version.ts";
import { act } from "./act.ts";

/** Makes an earlier version of a plan its draft again. */
export async function restoreVersion(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
