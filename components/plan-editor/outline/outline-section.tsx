"use client";

import type { CardComments } from "#components/graph/canvas-props.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { StepAsks } from "#lib/domain/step-ask.ts";
import { levelHeading, type OutlineLevel } from "./outline-model.ts";
import { OutlineRow } from "./outline-row.tsx";
import type { RowActions } from "./row-actions.ts";
import type { RowDrag } from "./use-row-actions.ts";
import type { LevelWindow } from "./use-row-window.ts";

/** What is known of the steps, by which each row gets its marks. */
export type RowFacts = RowDrag & {
  /** What a search found; null while nothing is looked for. */
  found: ReadonlySet<StepId> | null;
  selected: ReadonlySet<StepId>;
  /** Those with errors; null stands for the plan. */
  invalid: ReadonlySet<StepId | null>;
  asks: StepAsks;
  comments: Readonly<Record<StepId, CardComments>>;
};

/** One level of the outline: its heading and those of its rows that are about to be seen. */
export function OutlineSection({
  group: { level, steps },
  window: { before, from, to, after },
  facts: { found, selected, invalid, asks, comments, dragged, over },
  actions,
}: {
  group: OutlineLevel;
  window: LevelWindow;
  facts: RowFacts;
  actions: RowActions;
}) {
  return (
    <section aria-label={`Level ${level + 1}`} className="relative px-1.5 pb-1.5">
      <h3 className="h-5 px-1.5 py-0.5 text-[0.6875rem] leading-4 text-muted">{levelHeading(level)}</h3>
      <ol style={{ paddingTop: before, paddingBottom: after }}>
        {steps.slice(from, to).map((step, place) => (
          <OutlineRow
            key={step.id}
            step={step}
            place={from + place + 1}
            of={steps.length}
            dimmed={found !== null && !found.has(step.id)}
            selected={selected.has(step.id)}
            invalid={invalid.has(step.id)}
            ask={asks[step.id] ?? null}
            comments={comments[step.id] ?? null}
            dragged={dragged === step.id}
            dropSide={dragged !== null && dragged !== step.id && over?.stepId === step.id ? over.side : null}
            actions={actions}
          />
        ))}
      </ol>
    </section>
  );
}
