"use client";

import { useMemo } from "react";
import { formatMicrosRange, formatSecondsRange } from "#lib/domain/format-amounts.ts";
import { Popover } from "#components/ui/popover.tsx";
import { useSettled } from "#components/graph/use-settled.ts";
import { estimatePlan } from "#lib/domain/estimate-plan.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { assumptionWords, sourceWords } from "../estimate-words.ts";

/** What a run would take and cost, from half of all cases to nine of ten; where that comes from, at a click. */
export function EstimateNote() {
  const { tools } = useEditor();
  const graph = useSettled(useEditorState((state) => state.graph));
  const basis = useEditorState((state) => state.plan.estimateBasis);
  const estimate = useMemo(() => estimatePlan(graph, tools, basis), [graph, tools, basis]);
  if (graph.steps.length === 0) return null;
  const time = formatSecondsRange(estimate.seconds);
  const cost = formatMicrosRange(estimate.costMicros, estimate.costUnknown > 0);
  const assumptions = assumptionWords(estimate, {
    asksModels: basis.models.executor !== null || basis.models.checker !== null,
    mayBeSkipped: graph.steps.some((step) => step.optional || step.when !== null),
  });
  return (
    <Popover
      label="Estimate"
      trigger={
        <button
          type="button"
          aria-label={`Estimate: ${time}, ${cost}`}
          className="min-h-6 cursor-pointer pointer-coarse:min-h-control rounded-sm px-1 text-xs text-muted tabular-nums hover:text-text"
        >
          {time}, {cost}
        </button>
      }
    >
      <div className="flex flex-col gap-2.5">
        <p className="text-muted">
          The lower number is what half of all runs stay within, the higher what nine of ten do.
        </p>
        <Amount name="Time" amount={time} words={sourceWords(estimate.timeSources)} />
        <Amount name="Cost" amount={cost} words={sourceWords(estimate.costSources)} />
        <div>
          <h3 className="font-medium">Assumed</h3>
          <Lines words={assumptions} />
        </div>
      </div>
    </Popover>
  );
}

function Amount({ name, amount, words }: { name: string; amount: string; words: string[] }) {
  return (
    <div>
      <h3 className="flex justify-between gap-2 font-medium">
        {name} <span className="tabular-nums">{amount}</span>
      </h3>
      <Lines words={words} />
    </div>
  );
}

function Lines({ words }: { words: string[] }) {
  return (
    <ul className="mt-0.5 flex list-disc flex-col gap-0.5 pl-4 text-muted">
      {words.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
