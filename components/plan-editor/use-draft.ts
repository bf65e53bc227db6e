"use client";

import { useState } from "react";
import { hasUnstorable } from "#lib/domain/characters.ts";
import { useEditor, useEditorState } from "./editor-context.ts";
import type { EditResult } from "./store/store-contract.ts";

/** What a text field needs: what it shows, what is wrong with it, and what to do when it changes or is left. */
export type Draft = {
  text: string;
  error: string | null;
  onChange: (text: string) => void;
  onBlur: () => void;
};

/** What was typed since a field was entered, and what the plan has had in it since that was an edit; null until that is known. */
type Typed = { text: string; value: string | null };

/**
 * A text field whose every valid change is an edit at once. What is not valid stays in the field with the reason beside it,
 * and is still there when the person comes back to it.
 * @param name step and field, unique in the plan
 * @param commit makes the edit; says why when it cannot
 */
export function useDraft(name: string, value: string, commit: (text: string) => EditResult): Draft {
  const { drafts, store, live } = useEditor();
  const loaded = useEditorState((state) => state.loaded);
  // A step that has started in the run takes no more edits: its fields say what it runs by, whatever was half typed in them before.
  const locked = live?.locked.has(name.slice(0, name.indexOf("/"))) ?? false;
  const kept = locked ? undefined : drafts.get(name);
  // Once the field is left, or the plan has something else there (an undo, another person's edit), the plan's own value counts again.
  const [typed, setTyped] = useState<Typed | null>(null);
  // The plan may keep a text in another form than it was typed in, so what became of it is read from the plan.
  if (typed?.value === null) setTyped({ ...typed, value });
  else if (typed && typed.value !== value) setTyped(null);

  function onChange(text: string) {
    setTyped({ text, value: null });
    const take = () => (hasUnstorable(text) ? refuse(UNSTORABLE) : commit(text));
    const result = take();
    if (result.ok) drafts.delete(name);
    else drafts.set(name, { text, problem: result.message, value, again: loaded ? null : take });
  }

  return {
    text: (locked ? null : typed?.text) ?? kept?.text ?? value,
    error: kept ? problemOf(kept, value) : null,
    onChange,
    onBlur: () => {
      setTyped(null);
      store.endTyping();
    },
  };
}

/** Why a text is not in the plan; and what is by now, when that is no longer what the person saw. */
function problemOf(kept: { problem: string; value: string }, value: string): string {
  if (kept.value === value) return kept.problem;
  const short = value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value;
  return `${kept.problem} The plan has ${short === "" ? "nothing here" : `“${short}”`} by now.`;
}

const LONGEST_QUOTE = 60;

const UNSTORABLE = "This has a character that cannot be kept (NUL or half of a surrogate pair). Remove it.";

/** A refusal with its reason. */
export function refuse(message: string): EditResult {
  return { ok: false, message };
}
