"use server";

import { answerRequest as verb } from "#lib/services/answer-request.ts";
import { act } from "./act.ts";

/** Answers a question of a step. */
export async function answerRequest(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
