"use server";

import { deleteModelConnection as verb } from "#lib/services/delete-model-connection.ts";
import { act } from "./act.ts";

/** Removes a way to models. */
export async function deleteModelConnection(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
