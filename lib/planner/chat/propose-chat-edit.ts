import type { ModelSpend } from "#lib/domain/model.ts";
import { ModelError, type CappedAccess } from "#lib/models/port.ts";
import { addSpend } from "#lib/models/spend.ts";
import type { ChatAnswer, ChatRequest } from "./chat-request.ts";
import { editByGrammar } from "./grammar-editor.ts";
import { editByModel } from "./model-editor.ts";

/** What reading a message needs: the workspace's models, of which there may be none, with what it may cost, and what ends it early. */
export type EditingMeans = { access: CappedAccess; signal: AbortSignal };

/**
 * Answers a message about a plan: by the planner model where there is one, else, or when it fails, by the built-in grammar. The answer
 * says which, and why. It never changes anything itself.
 * @throws the signal's reason when it is aborted
 */
export async function proposeChatEdit(
  request: ChatRequest,
  { access, signal }: EditingMeans,
): Promise<ChatAnswer> {
  signal.throwIfAborted();
  if (!access.models.has("planner")) return editByGrammar(request);
  let spend: ModelSpend | null = null;
  const spent = (more: ModelSpend) => (spend = spend === null ? more : addSpend(spend, more));
  try {
    return await editByModel(access, request, { signal, spent });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ModelError)) throw error;
    spent(error.spend);
    const answer = editByGrammar(request);
    const text = `The model could not answer (${error.message.replace(/[.\s]+$/, "")}), so the built-in grammar read this. ${answer.text}`;
    return { ...answer, text, spend };
  }
}
