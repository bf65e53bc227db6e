"use client";

import { Layers } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import type { StepRunView } from "#lib/domain/run.ts";
import type { Step } from "#lib/domain/step.ts";
import type { RunView } from "#lib/domain/view.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { ItemList } from "./item-list.tsx";
import { Markdown } from "./markdown.tsx";
import { SlowStep } from "./slow-step.tsx";
import { StepActions } from "./step-actions.tsx";
import { StepDetail } from "./step-detail.tsx";
import { StepHead } from "./step-head.tsx";
import { StepOrigin } from "./step-origin.tsx";
import { itemTitle } from "./step-titles.ts";
import type { RunEvents } from "./use-run-events.ts";
import type { RerunWish } from "./use-rerun-preview.ts";

/** One step of a run, opened: what it did, with what, what came out, and what can be done about it. */
export function StepPanel({
  run,
  step,
  state,
  items,
  events,
  onSelect,
  onWish,
  onClose,
  refresh,
}: {
  run: RunView;
  /** The step; of an item of a map, the map. */
  step: Step;
  state: StepRunView;
  /** Of a map, its items. */
  items: readonly StepRunView[];
  events: RunEvents;
  onSelect: (stepId: string) => void;
  onWish: (wish: RerunWish) => void;
  onClose: () => void;
  refresh: () => void;
}) {
  const title = state.item ? itemTitle(step.title, state.item.index) : step.title;
  // Why a condition skipped it is said above them.
  const notes = state.skipCause === "condition" ? state.notes.slice(0, -1) : state.notes;
  const text = run.texts[state.stepId]?.text ?? "";
  const panel = useRef<HTMLElement>(null);
  // On a narrow screen the panel stands under the tabs.
  useEffect(() => {
    // Braces, because browsers have begun to return a promise here, which React would take for a clean-up.
    panel.current?.scrollIntoView({ block: "nearest" });
  }, [state.stepId]);
  return (
    <aside
      ref={panel}
      aria-label={`Step: ${title}`}
      className="flex min-h-0 w-full flex-col border-l bg-surface max-lg:border-t max-lg:border-l-0 lg:col-start-2 lg:row-span-2 lg:row-start-2 lg:w-96"
    >
      <StepHead title={title} step={step} state={state} items={items} onClose={onClose} />
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 py-3">
        {state.slow && state.status === "running" && (
          <SlowStep runId={run.id} step={step} state={state} refresh={refresh} />
        )}
        <StepActions run={run} title={title} state={state} onWish={onWish} refresh={refresh} />
        <StepOrigin run={run} state={state} />
        {state.item && (
          <Button size="small" icon={<Layers />} onClick={() => onSelect(step.id)} className="self-start">
            All items
          </Button>
        )}
        {state.skipCause === "condition" && (
          <Banner title="Skipped by a condition">
            <p className="wrap-anywhere">
              {state.notes.at(-1) ?? "All that it depends on was skipped by conditions, so it was as well."}
            </p>
          </Banner>
        )}
        {state.error && state.status !== "succeeded" && (
          <Banner
            tone={state.status === "failed" ? "error" : "warning"}
            title={state.waitingFor === "spend" ? "Stopped: spend cap" : "Why it did not work"}
          >
            <p className="wrap-anywhere">{state.error.message}</p>
          </Banner>
        )}
        {state.waitingFor === "timer" && state.wakeAt && (
          <Banner>
            {state.error ? "Tries again" : looks(step) ? "Looks again" : "Goes on"} at{" "}
            <Moment at={state.wakeAt} point className="font-medium tabular-nums" />.
          </Banner>
        )}
        {notes.length > 0 && (
          <Section title="Notes">
            <ul className="list-disc space-y-1 pl-4">
              {notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </Section>
        )}
        {text !== "" && (
          <Section title="Writing">
            <Markdown text={text} />
          </Section>
        )}
        {step.instruction !== "" && <Section title="Instruction">{step.instruction}</Section>}
        <ItemList items={items} onSelect={onSelect} />
        <StepDetail key={state.stepId} run={run} step={step} state={state} events={events} />
      </div>
    </aside>
  );
}

/** Whether a step that waits looks every so often for what it waits for, rather than waiting for a moment. */
function looks({ args: { condition } }: Step): boolean {
  return condition !== undefined && !(condition.kind === "literal" && condition.value === null);
}

/** A titled part of the panel. */
function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 text-xs font-semibold text-muted">{title}</h3>
      {children}
    </section>
  );
}
