"use server";

import { deleteComment as verb } from "#lib/services/delete-comment.ts";
import { act } from "./act.ts";

/** Deletes one's own comment. */
export async function deleteComment(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
