"use client";

import { useMemo } from "react";
import { formatMicrosRange, formatSecondsRange } from "#lib/domain/format-amounts.ts";
import { EstimateKnowledge, estimateStep } from "#lib/domain/estimate-step.ts";
import type { Step } from "#lib/domain/step.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { originWords } from "../estimate-words.ts";
import { Section } from "./section.tsx";

/** What one step will take, from half of all cases to nine of ten, and where each number comes from. */
export function EstimateSection({ step }: { step: Step }) {
  const { tools } = useEditor();
  const graph = useEditorState((state) => state.graph);
  const basis = useEditorState((state) => state.plan.estimateBasis);
  const known = useMemo(() => new EstimateKnowledge(graph, tools, basis), [graph, tools, basis]);
  const { seconds, time, costMicros, costUnknown, cost, items } = estimateStep(step, known);
  return (
    <Section title="Estimate">
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-xs">
        <dt className="text-muted">Time</dt>
        <dd>
          {formatSecondsRange(seconds)} <span className="text-muted">({originWords(time)})</span>
        </dd>
        <dt className="text-muted">Cost</dt>
        <dd>
          {formatMicrosRange(costMicros, costUnknown)}{" "}
          <span className="text-muted">({originWords(cost)})</span>
        </dd>
        {items && (
          <>
            <dt className="text-muted">Items</dt>
            <dd>
              {countOf(items.count, "item")}{" "}
              <span className="text-muted">({items.assumed ? "assumed" : "as in earlier runs"})</span>
            </dd>
          </>
        )}
      </dl>
    </Section>
  );
}
