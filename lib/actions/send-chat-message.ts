"use server";

import { sendChatMessage as verb } from "#lib/services/send-chat-message.ts";
import { act } from "./act.ts";

/** Says something to the planner about a plan. */
export async function sendChatMessage(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
