"use client";

import { useState } from "react";
import { hasUnstorable } from "#lib/domain/characters.ts";
import { useEditor } from "./editor-context.ts";
import type { EditResult } from "./store/store-contract.ts";

/** What a text field needs: what it shows, what is wrong with it, and what to do when it changes or is left. */
export type Draft = {
  text: string;
  error: string | null;
  onChange: (text: string) => void;
  onBlur: () => void;
};

/**
 * A text field whose every valid change is an edit at once. What is not valid stays in the field with the reason beside it,
 * and is still there when the person comes back to it.
 * @param name step and field, unique in the plan
 * @param commit makes the edit; says why when it cannot
 */
export function useDraft(name: string, value: string, commit: (text: string) => EditResult): Draft {
  const { drafts } = useEditor();
  const kept = drafts.get(name);
  /** What was typed since the field was entered; once it is left, the plan's own value counts again, so that an undo shows. */
  const [typed, setTyped] = useState<string | null>(null);

  function onChange(text: string) {
    setTyped(text);
    const result = hasUnstorable(text) ? refuse(UNSTORABLE) : commit(text);
    if (result.ok) drafts.delete(name);
    else drafts.set(name, { text, problem: result.message });
  }

  return {
    text: typed ?? kept?.text ?? value,
    error: kept?.problem ?? null,
    onChange,
    onBlur: () => setTyped(null),
  };
}

const UNSTORABLE = "This has a character that cannot be kept (NUL or half of a surrogate pair). Remove it.";

/** A refusal with its reason. */
export function refuse(message: string): EditResult {
  return { ok: false, message };
}
