"use server";

import { approveRequest as verb } from "#lib/services/approve-request.ts";
import { act } from "./act.ts";

/** Approves a call that a step waits with, perhaps with other arguments. */
export async function approveRequest(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
