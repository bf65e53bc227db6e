"use client";

import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { failureOf } from "#components/shell/api.ts";
import { Button, IconButton } from "#components/ui/button.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { ChatIntroduction } from "./chat-help.tsx";
import { Composer } from "./composer.tsx";
import { MessageItem } from "./message-item.tsx";
import type { Chat } from "./use-chat.ts";

/** The conversation with the planner: what was asked, what it proposes, and what became of that. */
export function ChatPanel({ chat }: { chat: Chat }) {
  const list = useRef<HTMLDivElement>(null);
  const [cameFrom] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const free = document.activeElement === null || document.activeElement === document.body;
      if (free && cameFrom instanceof HTMLElement) cameFrom.focus({ preventScroll: true });
    },
    [cameFrom],
  );
  const { messages } = chat;
  const last = messages.at(-1);
  const newest = `${last?.id} ${last?.role === "planner" ? last.status : ""}`;
  useEffect(() => {
    const box = list.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, [newest]);

  /** The button that was pressed is gone by then. */
  function decided() {
    chat.refresh();
    chat.field.current?.focus({ preventScroll: true });
  }

  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex items-center border-b py-1.5 pr-2 pl-4">
        <h2 className="flex-1 font-semibold">Chat</h2>
        <IconButton label="Close the chat" size="small" icon={<X />} onClick={() => chat.setOpen(false)} />
      </div>
      <div ref={list} className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-3">
        {chat.earlier && (
          <Button size="small" busy={chat.loadingEarlier} onClick={chat.loadEarlier} className="self-center">
            Earlier messages
          </Button>
        )}
        {chat.loading && <SkeletonRows rows={3} label="Loading the conversation" />}
        {chat.error && <ErrorNote message={failureOf(chat.error).message} onRetry={chat.refresh} />}
        {!chat.loading && !chat.error && messages.length === 0 && (
          <ChatIntroduction onExample={chat.setText} />
        )}
        <div role="log" aria-label="Messages">
          <ol className="flex flex-col gap-3 empty:hidden">
            {messages.map((message) => (
              <MessageItem key={message.id} message={message} chat={chat} afterwards={decided} />
            ))}
          </ol>
        </div>
      </div>
      <Composer chat={chat} />
    </div>
  );
}
