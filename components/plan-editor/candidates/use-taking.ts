"use client";

import { useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { takeCandidate } from "#lib/actions/take-candidate.ts";
import { takeCandidateSteps } from "#lib/actions/take-candidate-steps.ts";
import { takingPatchKey, type CandidatePick, type PlanCandidate } from "#lib/domain/candidate.ts";
import { newId } from "#lib/domain/new-id.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { NOT_SAVED } from "../chat/not-saved.ts";
import { useEditor } from "../editor-context.ts";
import { STYLE_WORDS } from "./candidate-words.ts";

/** Why something was not taken; `over`: the candidate that could be taken all the same, over what was edited. */
export type TakingProblem = { message: string; over: PlanCandidate | null };

/** Takes a candidate, or steps of several, as one edit that undo takes back. */
export function useTaking(afterwards: (taken: { text: string; notes: string[] }) => void) {
  const { store, announce } = useEditor();
  const planId = store.getState().plan.id;
  /** The candidate that is being taken, or "steps". */
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<TakingProblem | null>(null);

  async function take(
    what: { busy: string; name: string; over: PlanCandidate | null },
    work: (key: string) => Promise<{ changed: boolean; notes?: string[] }>,
  ) {
    if (busy !== null) return;
    setBusy(what.busy);
    setProblem(null);
    try {
      // What this editor has not saved yet must be in the draft that is changed.
      if (!(await store.flush())) return setProblem({ message: NOT_SAVED, over: null });
      const key = newId();
      store.makeUndoable(takingPatchKey(key), what.name);
      const { changed, notes = [] } = await work(key);
      const text = changed ? `${what.name}: done. Undo takes it back.` : "The plan is like that already.";
      announce(text);
      afterwards({ text, notes });
    } catch (cause) {
      const { code, message } = failureOf(cause);
      setProblem({ message, over: code === "conflict" ? what.over : null });
    } finally {
      setBusy(null);
    }
  }

  return {
    busy,
    problem,
    dismiss: () => setProblem(null),
    takeWhole: (candidate: PlanCandidate, overEdits: boolean) =>
      void take(
        {
          busy: candidate.id,
          name: `Use the ${STYLE_WORDS[candidate.style].title.toLowerCase()} plan`,
          over: overEdits ? null : candidate,
        },
        (key) => unwrap(takeCandidate({ planId, candidateId: candidate.id, key, overEdits })),
      ),
    takeSteps: (picks: CandidatePick[], into: "add" | "replace") =>
      void take(
        {
          busy: "steps",
          name: `Take ${countOf(
            picks.reduce((sum, { stepIds }) => sum + stepIds.length, 0),
            "step",
          )} of other plans`,
          over: null,
        },
        (key) => unwrap(takeCandidateSteps({ planId, picks, into, key })),
      ),
  };
}
