"use server";

import { answerQuestions as verb } from "#lib/services/answer-questions.ts";
import { act } from "./act.ts";

/** Answers the planner's questions. */
export async function answerQuestions(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
