import type { Models } from "#lib/models/port.ts";
import type { ChatAnswer, ChatRequest } from "./chat-request.ts";
import { editByGrammar } from "./grammar-editor.ts";

/** What reading a message needs: the workspace's models (null: none), and what ends it early. */
export type EditingMeans = { models: Models | null; signal: AbortSignal };

/**
 * Answers a message about a plan.
 * @throws the signal's reason when it is aborted
 */
export async function proposeChatEdit(request: ChatRequest, { signal }: EditingMeans): Promise<ChatAnswer> {
  signal.throwIfAborted();
  return editByGrammar(request);
}
