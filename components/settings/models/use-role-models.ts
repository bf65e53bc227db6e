"use client";

import { useState } from "react";
import { flushSync } from "react-dom";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { draftStore } from "#components/shell/draft-store.ts";
import { saveModelProfile } from "#lib/actions/save-model-profile.ts";
import type { Failure } from "#lib/domain/errors.ts";
import type { ModelChoice, ModelProfile, ModelRole } from "#lib/domain/model.ts";
import { sameJson } from "#lib/domain/same-json.ts";

/** A model as it stands in the form. */
export type ModelRow = ModelChoice & { key: number };

/** What is not saved yet, and the models that it was made from. */
const { keep, read, useDraft } = draftStore<ModelRole, { rows: ModelRow[]; from: readonly ModelChoice[] }>();

/**
 * The models of a role as they are being chosen, what is wrong with them, and how they are saved.
 * @param profile as the page was rendered with it; others than the rows were made from were saved meanwhile
 */
export function useRoleModels({ role, choices: initial }: ModelProfile) {
  const [given, setGiven] = useState(initial);
  const [saved, setSaved] = useState<readonly ModelChoice[]>(initial);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  if (given !== initial) {
    setGiven(initial);
    setSaved(initial);
  }
  const kept = useDraft(role);
  const rows = kept?.rows ?? rowsOf(saved);

  function setRows(next: ModelRow[]) {
    // As it is typed: a blank at the end may become the middle of a name.
    const differs = !sameJson(plain(next), saved);
    keep(role, differs || busy ? { rows: next, from: kept?.from ?? saved } : null);
  }

  /** @param done is told when they are saved */
  async function save(done: () => void) {
    const choices = written(rows);
    const sent = { rows, from: saved };
    keep(role, sent);
    setBusy(true);
    setFailure(null);
    try {
      await unwrap(saveModelProfile({ role, choices }));
      const now = read(role);
      // Drawn together, or what was saved before would be seen in between. What was typed meanwhile is made from what is saved now.
      flushSync(() => {
        setSaved(choices);
        keep(role, now && now !== sent ? { rows: now.rows, from: choices } : null);
      });
      done();
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  }

  return {
    rows,
    setRows,
    changed: !sameJson(written(rows), saved),
    /** Others were saved since these were begun. */
    moved: kept !== null && !sameJson(kept.from, saved),
    busy,
    failure,
    save,
    undo: () => {
      keep(role, null);
      setFailure(null);
    },
  };
}

function rowsOf(choices: readonly ModelChoice[]): ModelRow[] {
  return choices.map((choice, key) => ({ ...choice, key }));
}

function plain(rows: readonly ModelRow[]): ModelChoice[] {
  return rows.map(({ connectionId, model }) => ({ connectionId, model }));
}

function written(rows: readonly ModelRow[]): ModelChoice[] {
  return plain(rows).map((row) => ({ ...row, model: row.model.trim() }));
}
