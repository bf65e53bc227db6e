"use client";

import { useMemo } from "react";
import { statesOf } from "#components/run-view/step-states.ts";
import { useRun } from "#components/run-view/use-run.ts";
import type { Id } from "#lib/domain/ids.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { RunView } from "#lib/domain/view.ts";
import { EditorScreen } from "../editor-screen.tsx";
import type { EditorStore } from "../store/store-contract.ts";
import type { LiveRun } from "./live-run.ts";
import { lockedSteps } from "./locked-steps.ts";

/** The plan editor over a run that is under way: what has started is shown with its state, and locked. */
export function LiveRunEditor({
  initial,
  store,
  tools,
  offline,
  userId,
}: {
  initial: RunView;
  store: EditorStore;
  tools: ToolSpec[];
  offline: boolean;
  userId: Id | null;
}) {
  const { run } = useRun(initial);
  const live = useMemo(
    (): LiveRun => ({
      run,
      locked: lockedSteps(run.steps),
      states: statesOf(run),
    }),
    [run],
  );
  return <EditorScreen store={store} tools={tools} offline={offline} live={live} userId={userId} />;
}
