"use server";

import { editRun as verb } from "#lib/services/edit-run.ts";
import { act } from "./act.ts";

/** Changes what has not started in a run. */
export async function editRun(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
