"use client";

import { X } from "lucide-react";
import { STATUS_LOOK } from "#components/graph/run-status-look.ts";
import { costText } from "#components/run-view/cost-text.ts";
import { ItemList } from "#components/run-view/item-list.tsx";
import { Duration } from "#components/run-view/run-duration.tsx";
import { StepDetail } from "#components/run-view/step-detail.tsx";
import { itemTitle } from "#components/run-view/step-titles.ts";
import { Badge } from "#components/ui/badge.tsx";
import { IconButton } from "#components/ui/button.tsx";
import { stepCost } from "#lib/domain/run-cost.ts";
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
  const look = STATUS_LOOK[state.status];
  const title = state.item ? itemTitle(step.title, state.item.index) : step.title;
  const cost = stepCost(state);
  return (
    <aside
      aria-label={`Step: ${title}`}
      className="flex min-h-0 w-full flex-col border-l bg-surface max-lg:border-t max-lg:border-l-0 lg:col-start-2 lg:row-start-2 lg:w-96"
    >
      <div className="flex items-start gap-2 border-b px-4 py-2.5">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold wrap-anywhere">{title}</h2>
          <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
            <Badge tone={state.status} icon={<look.icon aria-hidden="true" />}>
              {look.word}
            </Badge>
            <code className="font-mono">{state.tool ?? step.tool}</code>
            <Duration from={state.startedAt} to={state.finishedAt} />
            {(cost.micros > 0 || cost.unknown) && <span>{costText(cost)}</span>}
          </div>
        </div>
        <IconButton label="Close the step" icon={<X />} size="small" onClick={onClose} className="-mr-2" />
      </div>
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
