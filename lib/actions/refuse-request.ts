"use server";

import { refuseRequest as verb } from "#lib/services/refuse-request.ts";
import { act } from "./act.ts";

/** Refuses what a step asks for, with a reason. */
export async function refuseRequest(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
