"use server";

import { planFromPlaybook as verb } from "#lib/services/plan-from-playbook.ts";
import { act } from "./act.ts";

/** Makes a plan from a playbook. */
export async function planFromPlaybook(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
