"use server";

import { updatePlaybook as verb } from "#lib/services/update-playbook.ts";
import { act } from "./act.ts";

/** Changes a playbook's name, texts and variables. */
export async function updatePlaybook(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
