import { ChangeDraft } from "./change-draft.ts";
import type { ChatAnswer, ChatRequest } from "./chat-request.ts";
import { followInstruction } from "./follow-instruction.ts";
import { UNDERSTOOD } from "./instruction.ts";
import { readInstructions } from "./read-instructions.ts";

/** Who answers without a model, as a person reads it. */
export const GRAMMAR = "Built-in grammar";

/** How many forms a refusal names; docs/chat-edits.md and the panel's help have them all. */
const MOST_EXAMPLES = 5;

const NOT_UNDERSTOOD = `It understands, for example: ${UNDERSTOOD.slice(0, MOST_EXAMPLES).join("; ")}. Name steps by words of their titles.`;

/**
 * Reads a message by the grammar of docs/chat-edits.md. All or nothing: when one part of it cannot be followed nothing is proposed,
 * and the answer says which part that was, why, and which were understood.
 */
export function editByGrammar(request: ChatRequest): ChatAnswer {
  const parts = readInstructions(
    request.message,
    request.graph.steps.map((step) => step.title),
  );
  const draft = ChangeDraft.ofPlan(request);
  const sentences: string[] = [];
  const followed: string[] = [];
  const already: string[] = [];
  let unread = parts.length === 0;
  for (const { text, instruction } of parts) {
    if (instruction === null) {
      unread = true;
      sentences.push(`Not understood: "${text}".`);
      continue;
    }
    const outcome = draft.change((patch) => followInstruction(patch, instruction));
    if (outcome === "done") followed.push(`"${text}"`);
    else if (outcome === "already") already.push(`"${text}"`);
    else sentences.push(`Not possible: "${text}". ${outcome.problem}`);
  }
  if (sentences.length > 0 || unread) {
    if (followed.length > 0)
      sentences.push(`Understood, but left alone with the rest: ${followed.join(", ")}.`);
    sentences.push("Nothing was changed.");
    if (unread) sentences.push(NOT_UNDERSTOOD);
    return answer(sentences, []);
  }
  const known = already.length === 0 ? [] : [`The plan is like that already: ${already.join(", ")}.`];
  if (followed.length === 0) return answer([...known, "Nothing was changed."], []);
  return answer([...known, "Nothing changes until you accept.", ...draft.leftToMend()], draft.changes());
}

function answer(sentences: string[], changes: ChatAnswer["changes"]): ChatAnswer {
  return { text: inCurlyQuotes(sentences.join(" ")), changes, answeredBy: GRAMMAR, spend: null };
}

/** The planner's sentences quote with ", the screen with “ and ”. */
function inCurlyQuotes(text: string): string {
  return text.replace(/"([^"]*)"/g, "“$1”");
}
