"use server";

import { savePlaybook as verb } from "#lib/services/save-playbook.ts";
import { act } from "./act.ts";

/** Saves a plan or a good run as a playbook. */
export async function savePlaybook(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
