"use client";

import type { ToolSpec } from "#lib/domain/tool.ts";
import type { PlanView, RunView } from "#lib/domain/view.ts";
import { EditorScreen } from "./editor-screen.tsx";
import { LiveRunEditor } from "./live-run/live-run-editor.tsx";
import { usePlan, useTools } from "./plan-queries.ts";
import { usePlanStore } from "./use-plan-store.ts";

/** The editor of one plan: outline, canvas and inspector over one document and one selection. */
export function PlanEditor({
  initial,
  tools: initialTools,
  run,
  compare,
}: {
  initial: PlanView;
  tools: ToolSpec[];
  /** The run whose remaining steps are edited; null when it is only the plan. */
  run: RunView | null;
  /** The comparison with other plans opens by itself. */
  compare: boolean;
}) {
  const plan = usePlan(initial);
  const tools = useTools(initialTools).data;
  const { store, connection } = usePlanStore(plan.data, tools, () => void plan.refetch());
  const offline = connection === "lost";
  if (run) return <LiveRunEditor initial={run} store={store} tools={tools} offline={offline} />;
  return <EditorScreen store={store} tools={tools} offline={offline} live={null} compare={compare} />;
}
