import { MessageSquareText } from "lucide-react";
import type { Asker } from "#components/palette/commands.ts";
import type { Chat } from "./use-chat.ts";

/** Why the planner takes no wish while it makes the plan. */
export const AT_WORK = "The planner is still at work on this plan.";

/** What the palette does with a text that is no command; null where the plan has no chat, or the reader may change nothing. */
export function chatAsker(
  chat: Chat | null,
  { mayEdit, planned }: { mayEdit: boolean; planned: boolean },
): Asker | null {
  if (!chat || !mayEdit) return null;
  return {
    icon: <MessageSquareText />,
    problem: planned ? null : AT_WORK,
    open: chat.write,
    ask: chat.ask,
  };
}
