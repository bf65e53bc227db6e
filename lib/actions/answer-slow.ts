"use server";

import { answerSlow as verb } from "#lib/services/answer-slow.ts";
import { act } from "./act.ts";

/** Says what is to be done about a step that takes longer than expected. */
export async function answerSlow(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
