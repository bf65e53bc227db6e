"use server";

import { declineUndo as verb } from "#lib/services/decline-undo.ts";
import { act } from "./act.ts";

/** Leaves a call of an aborted run as it is. */
export async function declineUndo(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
