"use server";

import { importPlaybook as verb } from "#lib/services/import-playbook.ts";
import { act } from "./act.ts";

/** Takes a playbook from a file of another installation. */
export async function importPlaybook(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
