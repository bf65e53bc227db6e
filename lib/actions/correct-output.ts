"use server";

import { correctOutput as verb } from "#lib/services/correct-output.ts";
import { act } from "./act.ts";

/** Puts a finished step's output right by hand, and says which steps have used the old one. */
export async function correctOutput(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
