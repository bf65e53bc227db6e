import type { ChangeDraft } from "../chat/change-draft.ts";
import { followInstruction } from "../chat/follow-instruction.ts";
import { UNDERSTOOD } from "../chat/instruction.ts";
import { readInstructions } from "../chat/read-instructions.ts";
import type { Proposal } from "./replan-request.ts";

/** What the planner says when it does not understand a note, so that the person can write another one. */
export const NOTES_UNDERSTOOD = `Notes that are understood: ${UNDERSTOOD.join("; ")}. An empty note mends what failed.`;

/**
 * Follows a note part by part, by the grammar of chat edits, each part a change; the draft refuses what a run does not allow. When no
 * part can be followed the planner asks for other words.
 */
export function followNote(draft: ChangeDraft, note: string): Proposal {
  const titles = draft.patch.graph.steps.map((step) => step.title);
  const refused: string[] = [];
  let unread = false;
  for (const { text, instruction } of readInstructions(note, titles)) {
    unread ||= instruction === null;
    const outcome =
      instruction === null ? null : draft.change((patch) => followInstruction(patch, instruction), text);
    if (outcome === null) refused.push(`Not understood: "${text}".`);
    else if (typeof outcome === "object") refused.push(`Not done ("${text}"): ${outcome.problem}`);
  }
  const sentences = [...draft.patch.said, ...refused, ...(unread ? [NOTES_UNDERSTOOD] : [])];
  const changes = draft.changes();
  const choice = changes.length > 0 ? "replan" : "ask";
  return { choice, changes, steps: [], explanation: sentences.join(" ") || NOTES_UNDERSTOOD };
}
