"use server";

import { rejectChatEdit as verb } from "#lib/services/reject-chat-edit.ts";
import { act } from "./act.ts";

/** Turns a proposal down. */
export async function rejectChatEdit(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
