"use client";

import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { flushSync } from "react-dom";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { draftStore } from "#components/shell/draft-store.ts";
import { showToast } from "#components/ui/toast.tsx";
import { saveRunSettings } from "#lib/actions/save-run-settings.ts";
import type { Failure } from "#lib/domain/errors.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import type { RunSettings } from "#lib/domain/settings.ts";
import {
  asOfForm,
  clashFailure,
  draftOf,
  rebaseDraft,
  settingsOf,
  type RunSettingsDraft,
} from "./run-settings-draft.ts";

/** What is not saved yet, and the settings that it was made from. */
const { keep, read, useDraft } = draftStore<"runs", { draft: RunSettingsDraft; from: RunSettings }>();

/**
 * The draft of the settings of runs, what is wrong with it, and how it is saved.
 * @param initial the settings as the page was rendered with them; others than the draft was made from were saved meanwhile
 */
export function useRunSettings(initial: RunSettings) {
  const router = useRouter();
  const [given, setGiven] = useState(initial);
  const [saved, setSaved] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  if (given !== initial) {
    setGiven(initial);
    setSaved(initial);
  }

  const kept = useDraft("runs");
  const { draft, moved } = useMemo(() => {
    if (!kept) return { draft: draftOf(saved), moved: null };
    if (sameJson(kept.from, saved)) return { draft: kept.draft, moved: null };
    const { draft, clashes } = rebaseDraft(kept.draft, kept.from, saved);
    return { draft, moved: clashFailure(draft, clashes) };
  }, [kept, saved]);
  const differs = (one: RunSettingsDraft) => JSON.stringify(one) !== JSON.stringify(draftOf(saved));

  async function save() {
    const checked = settingsOf(draft);
    setFailure(checked.ok ? null : checked.failure);
    if (!checked.ok) return;
    const sent = { draft, from: saved };
    keep("runs", sent);
    setBusy(true);
    try {
      const settings = await unwrap(saveRunSettings({ ...checked.settings, from: saved }));
      const now = read("runs");
      // Drawn together, or what was saved before would be seen in between. What was typed meanwhile is made from what is saved now.
      flushSync(() => {
        setSaved(settings);
        keep("runs", now && now !== sent ? { draft: now.draft, from: settings } : null);
      });
      showToast("The settings are saved.");
      router.refresh();
    } catch (error) {
      const failed = failureOf(error);
      // What others have saved comes with the page, and the draft is put on top of it.
      if (failed.code === "conflict") router.refresh();
      setFailure(asOfForm(draft, failed));
    } finally {
      setBusy(false);
    }
  }

  return {
    draft,
    changed: differs(draft),
    busy,
    failure: moved ?? failure,
    change: (changes: Partial<RunSettingsDraft>) => {
      if (moved) setFailure(null);
      const next = { ...draft, ...changes };
      keep("runs", differs(next) || busy ? { draft: next, from: saved } : null);
    },
    undo: () => {
      keep("runs", null);
      setFailure(null);
    },
    save,
  };
}
