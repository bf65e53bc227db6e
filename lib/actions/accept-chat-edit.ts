"use server";

import { acceptChatEdit as verb } from "#lib/services/accept-chat-edit.ts";
import { act } from "./act.ts";

/** Accepts the chosen changes of a proposal. */
export async function acceptChatEdit(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
