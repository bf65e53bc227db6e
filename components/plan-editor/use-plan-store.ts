"use client";

import { useEffect, useState } from "react";
import { useStream } from "#components/shell/use-stream.ts";
import { savePatches } from "#lib/actions/save-patches.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { PlanView } from "#lib/domain/view.ts";
import { createEditorStore } from "./store/editor-store.ts";
import type { EditorStore } from "./store/store-contract.ts";

/**
 * The editor's state for one plan, fed by the plan's events. Null for the moment until it is made.
 * @param plan as fetched; fetched anew, it replaces what the state had from the server
 * @param refetch asked for when events were missed
 */
export function usePlanStore(plan: PlanView, tools: ToolSpec[], refetch: () => void) {
  const [store, setStore] = useState<EditorStore | null>(null);

  useEffect(() => {
    const made = createEditorStore({ plan, tools, save: (input) => savePatches(input) });
    setStore(made);
    return () => made.close();
    // One state for as long as this plan is open; later fetches go through `replace`.
  }, [plan.id]);

  useEffect(() => {
    if (store && plan !== store.getState().plan) store.replace(plan);
  }, [store, plan]);

  const topic = `plan:${plan.id}`;
  const connection = useStream({
    topics: store ? [topic] : [],
    after: { [topic]: plan.seq },
    onEvent: (event) => {
      if (store?.receive(event) === "gap") refetch();
    },
    onGap: refetch,
  });
  return { store, connection };
}
