"use server";

import { saveSecret as verb } from "#lib/services/save-secret.ts";
import { act } from "./act.ts";

/** Makes or changes a secret. */
export async function saveSecret(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
