"use client";

import { useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { showToast } from "#components/ui/toast.tsx";
import { restoreVersion } from "#lib/actions/restore-version.ts";
import { newId } from "#lib/domain/new-id.ts";
import { restorePatchKey } from "#lib/domain/plan-version.ts";
import { NOT_SAVED } from "../chat/not-saved.ts";
import { useEditor } from "../editor-context.ts";

/** Makes an earlier version the draft again, as one edit that undo takes back. Gives whether that is under way, and why it could not be done. */
export function useRestore(afterwards: () => void) {
  const { store } = useEditor();
  const planId = store.getState().plan.id;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function restore(number: number) {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      // What this editor has not saved yet is kept in a version too.
      if (!(await store.flush())) return setError(NOT_SAVED);
      const key = newId();
      store.makeUndoable(restorePatchKey(key), `Restore version ${number}`);
      const { version } = await unwrap(restoreVersion({ planId, number, key }));
      const text =
        version === null
          ? `The draft is as version ${number} already.`
          : `Version ${number} is the draft again, kept as version ${version}. Undo takes it back.`;
      showToast(text);
      afterwards();
    } catch (cause) {
      setError(failureOf(cause).message);
    } finally {
      setBusy(false);
    }
  }

  return { busy, error, restore: (number: number) => void restore(number) };
}
