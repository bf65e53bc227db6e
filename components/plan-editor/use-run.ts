"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { showToast } from "#components/ui/toast.tsx";
import { startRun } from "#lib/actions/start-run.ts";
import { newId } from "#lib/domain/new-id.ts";
import type { Editor } from "./editor-context.ts";
import { runObstacle } from "./run-obstacle.ts";

/**
 * Starts a run of what is shown, saved first, and goes to its page: `run` asks, since a person approves with it what the run may use,
 * and `start` starts it.
 * @param commented why the plan's comments keep it from being run, or null
 */
export function useRun({ store, announce }: Editor, commented: () => string | null) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState<number | null>(null);
  // One key for one draft: a try after a lost answer starts no second run.
  const key = useRef<{ rev: number; key: string } | null>(null);

  /** @param work gives "leaving" when another page is on its way: it stays busy until that is there */
  async function attempt(work: () => Promise<"leaving" | void>) {
    if (busy) return;
    setBusy(true);
    try {
      if ((await work()) === "leaving") return;
    } catch (error) {
      const { saveState, saveMessage } = store.getState();
      const unsaved = saveState === "saved" || saveState === "conflict" ? null : saveMessage;
      showToast(unsaved ?? failureOf(error).message, "error");
    }
    setBusy(false);
  }

  function ask() {
    const obstacle = runObstacle(store.getState()) ?? commented();
    if (obstacle) return showToast(obstacle, "error");
    void attempt(async () => {
      if (!(await store.flush())) throw new Error("not saved");
      setAsking(store.getState().rev);
    });
  }

  function start(rev: number, approves: string) {
    void attempt(async () => {
      const { plan } = store.getState();
      if (key.current?.rev !== rev) key.current = { rev, key: newId() };
      const idempotencyKey = key.current.key;
      const { runId } = await unwrap(startRun({ planId: plan.id, rev, approves, idempotencyKey }));
      announce("The run has started.");
      router.push(`/runs/${runId}`);
      return "leaving";
    });
  }

  return { busy, run: ask, asking, start, stopAsking: () => setAsking(null) };
}
