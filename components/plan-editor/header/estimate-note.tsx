"use client";

import { useMemo } from "react";
import { formatMicros, formatSeconds } from "#components/graph/format-amounts.ts";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { estimatePlan } from "#lib/domain/estimate-plan.ts";
import { useEditor, useEditorState } from "../editor-context.ts";

/** What a run would take and cost, and where that comes from. */
export function EstimateNote() {
  const { tools } = useEditor();
  const graph = useEditorState((state) => state.graph);
  const estimate = useMemo(() => estimatePlan(graph, tools), [graph, tools]);
  if (graph.steps.length === 0) return null;
  const cost = estimate.costMicros === null ? "cost unknown" : formatMicros(estimate.costMicros);
  return (
    <Tooltip text="Each tool's typical time along the longest chain of steps, and each step's price once. Retries and fallbacks come on top.">
      <button type="button" className="cursor-help rounded-sm text-xs text-muted tabular-nums">
        About {formatSeconds(estimate.seconds)}, {cost}
      </button>
    </Tooltip>
  );
}
