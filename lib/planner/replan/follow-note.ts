import { followInstruction } from "../chat/follow-instruction.ts";
import { readInstructions } from "../chat/read-instructions.ts";
import type { DraftPatch } from "./draft-patch.ts";

/**
 * Follows a note part by part, by the grammar of chat edits; the draft refuses what a run does not allow.
 * @returns the parts that were not followed, each with the reason (null: it was not understood)
 */
export function followNote(draft: DraftPatch, note: string): { part: string; reason: string | null }[] {
  const titles = draft.graph.steps.map((step) => step.title);
  const refused: { part: string; reason: string | null }[] = [];
  for (const { text, instruction } of readInstructions(note, titles)) {
    const reason = instruction === null ? null : followInstruction(draft, instruction);
    if (instruction === null || reason !== null) refused.push({ part: text, reason });
  }
  return refused;
}
