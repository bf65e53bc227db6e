"use server";

import { saveModelConnection as verb } from "#lib/services/save-model-connection.ts";
import { act } from "./act.ts";

/** Makes or changes a way to models. */
export async function saveModelConnection(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
