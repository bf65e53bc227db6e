"use server";

import { settleStep as verb } from "#lib/services/settle-step.ts";
import { act } from "./act.ts";

/** Says how a step ended whose outcome is unknown. */
export async function settleStep(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
