"use client";

import { useMemo } from "react";
import { formatMicros, formatSeconds } from "#components/graph/format-amounts.ts";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { estimatePlan } from "#lib/domain/estimate-plan.ts";
import type { ExpectedSource } from "#lib/domain/expected.ts";
import { useEditor, useEditorState } from "../editor-context.ts";

const SOURCES: Record<ExpectedSource, string> = {
  runs: "by how long they took in this plan’s latest runs",
  author: "by what the plan expects",
  workspace: "by how long their tool took in this workspace",
  tool: "by their tool’s typical time",
};

/** What a run would take and cost, and where that comes from. */
export function EstimateNote() {
  const { tools } = useEditor();
  const graph = useEditorState((state) => state.graph);
  const history = useEditorState((state) => state.plan.history);
  const estimate = useMemo(() => estimatePlan(graph, tools, history), [graph, tools, history]);
  if (graph.steps.length === 0) return null;
  const cost = estimate.costMicros === null ? "cost unknown" : formatMicros(estimate.costMicros);
  const sources = Object.entries(SOURCES).flatMap(([source, words]) => {
    const count = estimate.sources[source as ExpectedSource];
    return count ? [`${count} ${words}`] : [];
  });
  return (
    <Tooltip
      text={`The time of the longest chain of steps: ${sources.join(", ")}. The price of each step once. Retries and fallbacks come on top.`}
    >
      <button type="button" className="cursor-help rounded-sm text-xs text-muted tabular-nums">
        About {formatSeconds(estimate.seconds)}, {cost}
      </button>
    </Tooltip>
  );
}
