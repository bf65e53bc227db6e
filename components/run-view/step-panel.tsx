"use client";

import { Layers, RotateCw, SkipForward, X } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { retryStep } from "#lib/actions/retry-step.ts";
import { settleStep } from "#lib/actions/settle-step.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { Step } from "#lib/domain/step.ts";
import { formatMicros } from "#components/graph/format-amounts.ts";
import { STATUS_LOOK } from "#components/graph/run-status-look.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button, IconButton } from "#components/ui/button.tsx";
import { ItemList } from "./item-list.tsx";
import { Duration } from "./run-duration.tsx";
import { canRetry, canSkip, needsDecision } from "./run-facts.ts";
import { SkipDialog } from "./skip-dialog.tsx";
import { SlowStep } from "./slow-step.tsx";
import { StepDetail } from "./step-detail.tsx";
import { itemTitle } from "./step-titles.ts";
import { useVerb } from "./use-verb.ts";

/** One step of a run, opened: what it did, with what, what came out, and what can be done about it. */
export function StepPanel({
  runId,
  step,
  state,
  items,
  over,
  onSelect,
  onClose,
  refresh,
}: {
  runId: string;
  /** The step; of an item of a map, the map. */
  step: Step;
  state: StepRunView;
  /** Of a map, its items. */
  items: readonly StepRunView[];
  onSelect: (stepId: string) => void;
  /** The run has ended: nothing can be done to its steps. */
  over: boolean;
  onClose: () => void;
  refresh: () => void;
}) {
  const look = STATUS_LOOK[state.status];
  const title = state.item ? itemTitle(step.title, state.item.index) : step.title;
  const Icon = look.icon;
  // Why a condition skipped it is said above them.
  const notes = state.skipCause === "condition" ? state.notes.slice(0, -1) : state.notes;
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
      className="flex min-h-0 w-full flex-col border-l bg-surface max-lg:border-t max-lg:border-l-0 lg:w-96 lg:shrink-0"
    >
      <div className="flex items-start gap-2 border-b px-4 py-2.5">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">{title}</h2>
          <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
            <Badge tone={state.status} icon={<Icon aria-hidden="true" />}>
              {look.word}
            </Badge>
            <code className="font-mono">{state.tool ?? step.tool}</code>
            <Duration from={state.startedAt} to={state.finishedAt} />
            {state.costMicros > 0 && <span>{formatMicros(state.costMicros)}</span>}
          </div>
        </div>
        <IconButton label="Close the step" icon={<X />} size="small" onClick={onClose} className="-mr-2" />
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 py-3">
        {state.slow && state.status === "running" && (
          <SlowStep runId={runId} step={step} state={state} refresh={refresh} />
        )}
        {!over && <StepActions runId={runId} title={title} state={state} refresh={refresh} />}
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
          <Banner tone={state.status === "failed" ? "error" : "warning"} title="Why it did not work">
            <p className="wrap-anywhere">{state.error.message}</p>
          </Banner>
        )}
        {state.waitingFor === "timer" && state.wakeAt && (
          <Banner>
            Tries again at <Moment at={state.wakeAt} clock className="font-medium tabular-nums" />.
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
        {step.instruction !== "" && <Section title="Instruction">{step.instruction}</Section>}
        <ItemList items={items} onSelect={onSelect} />
        <StepDetail key={state.stepId} runId={runId} state={state} />
      </div>
    </aside>
  );
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

function StepActions({
  runId,
  title,
  state,
  refresh,
}: {
  runId: string;
  title: string;
  state: StepRunView;
  refresh: () => void;
}) {
  const verb = useVerb(refresh);
  const [skipping, setSkipping] = useState(false);
  const input = { runId, stepId: state.stepId };
  const settle = (outcome: "succeeded" | "failed") =>
    verb.run(outcome, () => settleStep({ ...input, outcome }));
  if (!canRetry(state) && !canSkip(state)) return null;
  return (
    <>
      {needsDecision(state) && (
        <Banner
          tone="warning"
          title="Nobody knows how this ended"
          actions={
            <>
              <Button size="small" busy={verb.busy === "succeeded"} onClick={() => void settle("succeeded")}>
                It took effect
              </Button>
              <Button size="small" busy={verb.busy === "failed"} onClick={() => void settle("failed")}>
                It did not
              </Button>
            </>
          }
        >
          <p className="text-muted">
            The worker was lost after the call had begun, and it must not be repeated unasked. Look where it
            would show.
          </p>
        </Banner>
      )}
      <div className="flex flex-wrap gap-2">
        {canRetry(state) && (
          <Button
            icon={<RotateCw />}
            busy={verb.busy === "retry"}
            onClick={() => void verb.run("retry", () => retryStep(input))}
          >
            {state.status === "failed" ? "Retry step" : "Retry now"}
          </Button>
        )}
        {canSkip(state) && (
          <Button icon={<SkipForward />} onClick={() => setSkipping(true)}>
            Skip step
          </Button>
        )}
      </div>
      <SkipDialog
        {...input}
        title={title}
        open={skipping}
        onClose={() => setSkipping(false)}
        afterwards={refresh}
      />
    </>
  );
}
