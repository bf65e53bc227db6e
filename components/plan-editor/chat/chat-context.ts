"use client";

import { createContext, useContext } from "react";
import type { Chat } from "./use-chat.ts";

/** Provided by EditorScreen; null where a plan has no chat, as when a run's remaining steps are edited. */
export const ChatContext = createContext<Chat | null>(null);

export function useChatContext(): Chat | null {
  return useContext(ChatContext);
}
