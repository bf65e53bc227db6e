"use client";

import { ItemList } from "#components/run-view/item-list.tsx";
import { StepDetail } from "#components/run-view/step-detail.tsx";
import { StepHead } from "#components/run-view/step-head.tsx";
import { itemTitle } from "#components/run-view/step-titles.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { Step } from "#lib/domain/step.ts";
import type { RunView } from "#lib/domain/view.ts";

/** One step of a shared run, opened: what it was to do, what came out, and when it was tried. */
export function SharedStepPanel({
  run,
  step,
  state,
  items,
  onSelect,
  onClose,
}: {
  run: RunView;
  /** The step; of an item of a map, the map. */
  step: Step;
  state: StepRunView;
  /** Of a map, its items. */
  items: readonly StepRunView[];
  onSelect: (stepId: string) => void;
  onClose: () => void;
}) {
  const title = state.item ? itemTitle(step.title, state.item.index) : step.title;
  return (
    <aside
      aria-label={`Step: ${title}`}
      className="flex min-h-0 w-full flex-col border-l bg-surface max-lg:border-t max-lg:border-l-0 lg:col-start-2 lg:row-start-2 lg:w-96"
    >
      <StepHead title={title} step={step} state={state} items={items} onClose={onClose} />
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 py-3">
        {step.instruction !== "" && (
          <section>
            <h3 className="mb-1 text-xs font-semibold text-muted">Instruction</h3>
            <p className="wrap-anywhere whitespace-pre-wrap">{step.instruction}</p>
          </section>
        )}
        <ItemList items={items} onSelect={onSelect} />
        <StepDetail key={state.stepId} run={run} step={step} state={state} events={null} />
      </div>
    </aside>
  );
}
