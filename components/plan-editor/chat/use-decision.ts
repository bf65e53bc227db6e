"use client";

import { useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { acceptChatEdit } from "#lib/actions/accept-chat-edit.ts";
import { rejectChatEdit } from "#lib/actions/reject-chat-edit.ts";
import { chatPatchKey, type PlannerMessage } from "#lib/domain/chat.ts";
import { useEditor } from "../editor-context.ts";
import { NOT_SAVED } from "./not-saved.ts";

type Deed = "all" | "chosen" | "reject";

/** Accepts or rejects a proposal. Gives which of the two is under way, and why it could not be done. */
export function useDecision(message: PlannerMessage, afterwards: () => void) {
  const { store, announce } = useEditor();
  const planId = store.getState().plan.id;
  const [busy, setBusy] = useState<Deed | null>(null);
  const [error, setError] = useState<string | null>(null);

  async function decide(deed: Deed, chosen: readonly number[] | null) {
    if (busy !== null) return;
    setBusy(deed);
    setError(null);
    const input = { planId, messageId: message.id };
    try {
      if (deed === "reject") {
        await unwrap(rejectChatEdit(input));
        announce("Rejected. The plan stays as it is.");
      } else {
        // What this editor has not saved yet must be in the draft that the changes are merged with.
        if (!(await store.flush())) return setError(NOT_SAVED);
        store.makeUndoable(chatPatchKey(message.id));
        await unwrap(acceptChatEdit({ ...input, chosen: chosen && [...chosen] }));
        announce("Accepted. Undo takes it back.");
      }
    } catch (cause) {
      setError(failureOf(cause).message);
    } finally {
      setBusy(null);
      afterwards();
    }
  }

  return { busy, error, decide: (deed: Deed, chosen: readonly number[] | null) => void decide(deed, chosen) };
}
