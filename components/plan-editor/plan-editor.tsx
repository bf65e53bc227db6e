"use client";

import { lazy, Suspense, useState } from "react";
import { anticipateLayout } from "#components/graph/layout/anticipate-layout.ts";
import type { Id } from "#lib/domain/ids.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { Policy } from "#lib/domain/policy.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { PlanView, RunView } from "#lib/domain/view.ts";
import { positionsKeyOf } from "./editor-context.ts";
import { EditorScreen } from "./editor-screen.tsx";
import { usePlan, usePolicy, useTools } from "./plan-queries.ts";
import { usePlanStore } from "./use-plan-store.ts";

const LiveRunEditor = lazy(async () => ({
  default: (await import("./live-run/live-run-editor.tsx")).LiveRunEditor,
}));

/**
 * Begins the layout while the page is still being made interactive: its worker has a processor of its own. Asked again, it is the same
 * request. A plan that the planner still works at is laid out as it grows.
 */
function layOut({ id, graph, status }: PlanView): void {
  if (typeof window !== "undefined" && status !== "planning") anticipateLayout(positionsKeyOf(id), graph);
}

/** The editor of one plan: outline, canvas and inspector over one document and one selection. */
export function PlanEditor({
  initial,
  findings,
  tools: initialTools,
  policy: initialPolicy,
  run,
  userId,
  compare,
}: {
  initial: PlanView;
  /** What is wrong with it. */
  findings: readonly Finding[];
  tools: ToolSpec[];
  /** What the workspace's plans are held to. */
  policy: Policy;
  /** The run whose remaining steps are edited; null when it is only the plan. */
  run: RunView | null;
  /** Who looks at it. */
  userId: Id | null;
  /** The comparison with other plans opens by itself. */
  compare: boolean;
}) {
  const plan = usePlan(initial);
  const tools = useTools(initialTools).data;
  const policy = usePolicy(initialPolicy).data;
  const { store, connection } = usePlanStore(plan.data, findings, tools, policy, () => void plan.refetch());
  const offline = connection === "lost";
  useState(() => layOut(initial));
  if (run)
    return (
      <Suspense fallback={null}>
        <LiveRunEditor initial={run} store={store} tools={tools} offline={offline} userId={userId} />
      </Suspense>
    );
  return (
    <EditorScreen
      store={store}
      tools={tools}
      offline={offline}
      live={null}
      userId={userId}
      compare={compare}
    />
  );
}
