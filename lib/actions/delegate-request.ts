"use server";

import { delegateRequest as verb } from "#lib/services/delegate-request.ts";
import { act } from "./act.ts";

/** Hands a request to one member, or takes it back. */
export async function delegateRequest(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
