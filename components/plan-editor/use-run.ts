"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { showToast } from "#components/ui/toast.tsx";
import { startRun } from "#lib/actions/start-run.ts";
import { newId } from "#lib/domain/ids.ts";
import type { Editor } from "./editor-context.ts";
import { runObstacle } from "./run-obstacle.ts";

/** Starts a run of what is shown, saved first, and goes to its page. */
export function useRun({ store, announce }: Editor) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  // One key for one draft: a second click, or a try after a lost answer, starts no second run.
  const key = useRef<{ rev: number; key: string } | null>(null);

  async function run() {
    if (busy) return;
    const obstacle = runObstacle(store.getState());
    if (obstacle) return showToast(obstacle, "error");
    setBusy(true);
    try {
      if (!(await store.flush())) throw new Error("not saved");
      const { plan, rev } = store.getState();
      if (key.current?.rev !== rev) key.current = { rev, key: newId() };
      const { runId } = await unwrap(startRun({ planId: plan.id, rev, idempotencyKey: key.current.key }));
      key.current = null;
      announce("The run has started.");
      router.push(`/runs/${runId}`);
    } catch (error) {
      const { saveState, saveMessage } = store.getState();
      const unsaved = saveState === "saved" || saveState === "conflict" ? null : saveMessage;
      showToast(unsaved ?? failureOf(error).message, "error");
    } finally {
      setBusy(false);
    }
  }

  return { busy, run: () => void run() };
}
