"use client";

import { MessageSquareText } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { countOf } from "#lib/domain/count-of.ts";
import { useChatContext } from "./chat-context.ts";

/** Opens and closes the chat; says how many proposals wait there. */
export function ChatButton() {
  const chat = useChatContext();
  if (!chat) return null;
  const waiting = chat.waiting.length;
  return (
    <Button
      size="small"
      variant={chat.open ? "secondary" : "ghost"}
      icon={<MessageSquareText />}
      aria-expanded={chat.open}
      title="Change the plan in words (Ctrl or Cmd + K, then Enter)"
      onClick={() => chat.setOpen(!chat.open)}
    >
      Chat
      {waiting > 0 && !chat.open && (
        <span className="rounded-full bg-accent px-1.5 text-accent-text tabular-nums">
          {waiting}
          <span className="sr-only"> {countOf(waiting, "proposal").replace(/^\d+ /, "")} waiting</span>
        </span>
      )}
    </Button>
  );
}
