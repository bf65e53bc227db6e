"use server";

import { deleteSecret as verb } from "#lib/services/delete-secret.ts";
import { act } from "./act.ts";

/** Deletes a secret with its value. */
export async function deleteSecret(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
