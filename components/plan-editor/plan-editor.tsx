"use client";

import type { ToolSpec } from "#lib/domain/tool.ts";
import type { PlanView } from "#lib/domain/view.ts";
import { EditorScreen } from "./editor-screen.tsx";
import { usePlan, useTools } from "./plan-queries.ts";
import { usePlanStore } from "./use-plan-store.ts";

/** The editor of one plan: outline, canvas and inspector over one document and one selection. */
export function PlanEditor({ initial, tools: initialTools }: { initial: PlanView; tools: ToolSpec[] }) {
  const plan = usePlan(initial);
  const tools = useTools(initialTools).data;
  const { store, connection } = usePlanStore(plan.data, tools, () => void plan.refetch());
  return <EditorScreen store={store} tools={tools} offline={connection === "lost"} />;
}
