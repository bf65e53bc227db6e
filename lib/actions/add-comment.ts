"use server";

import { addComment as verb } from "#lib/services/add-comment.ts";
import { act } from "./act.ts";

/** Adds a comment to a thread. */
export async function addComment(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
