"use server";

import { deletePlaybook as verb } from "#lib/services/delete-playbook.ts";
import { act } from "./act.ts";

/** Deletes a saved playbook. */
export async function deletePlaybook(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
