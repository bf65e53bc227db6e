"use server";

import { approveUndo as verb } from "#lib/services/approve-undo.ts";
import { act } from "./act.ts";

/** Approves that a call of an aborted run is undone. */
export async function approveUndo(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
