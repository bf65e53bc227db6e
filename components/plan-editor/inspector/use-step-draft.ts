"use client";

import type { StepId } from "#lib/domain/ids.ts";
import type { StepChanges } from "#lib/domain/step.ts";
import { useEditor } from "../editor-context.ts";
import { refuse, useDraft, type Draft } from "../use-draft.ts";

/**
 * A text field of a step. While a person types, the edits are one undo entry.
 * @param change what the text means for the step; a sentence when it means nothing valid
 */
export function useStepDraft(
  stepId: StepId,
  field: string,
  value: string,
  change: (text: string) => StepChanges | string,
): Draft {
  const { edit } = useEditor();
  return useDraft(`${stepId}/${field}`, value, (text) => {
    const changes = change(text);
    if (typeof changes === "string") return refuse(changes);
    return edit([{ op: "update", stepId, changes }], { coalesce: `${field}:${stepId}` });
  });
}
