"use server";

import { choosePlaybook as verb } from "#lib/services/choose-playbook.ts";
import { act } from "./act.ts";

/** Answers the planner that asked which playbook to use. */
export async function choosePlaybook(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
