"use server";

import { editComment as verb } from "#lib/services/edit-comment.ts";
import { act } from "./act.ts";

/** Changes the text of one's own comment. */
export async function editComment(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
