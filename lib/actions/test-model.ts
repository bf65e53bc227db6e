"use server";

import { testModel as verb } from "#lib/services/test-model.ts";
import { act } from "./act.ts";

/** Says whether a model answers. */
export async function testModel(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
