"use client";

import { useMemo, useState } from "react";
import { PlanCanvas } from "#components/graph/plan-canvas.tsx";
import { costText } from "#lib/domain/cost-text.ts";
import { OutputTab } from "#components/run-view/output-tab.tsx";
import { PlaybackControls } from "#components/run-view/playback-bar.tsx";
import { Duration } from "#components/run-view/run-duration.tsx";
import { RunStatusBadge } from "#components/run-view/run-status.tsx";
import { countOf } from "#lib/domain/count-of.ts";
import { statesOf } from "#components/run-view/step-states.ts";
import { Timeline } from "#components/run-view/timeline.tsx";
import { useRunAddress } from "#components/run-view/run-address.ts";
import { usePlayback } from "#components/run-view/use-playback.ts";
import { Tabs } from "#components/ui/tabs.tsx";
import type { SharedRun, SharedView } from "#lib/domain/share.ts";
import { runViewOf } from "./run-view-of.ts";
import { SharedCosts } from "./shared-costs.tsx";
import { SharedHeader } from "./shared-header.tsx";
import { SharedStepPanel } from "./shared-step-panel.tsx";
import { toolSpecs } from "./tool-specs.ts";
import { useSharedEvents } from "./use-shared-events.ts";

/** A finished run: its canvas, and below it the timeline, what came out and, where they are shared, the costs; played back by who wants to see how it came. */
export function SharedRunView({
  view,
  run: shared,
  positionsKey,
}: {
  view: SharedView;
  run: SharedRun;
  positionsKey: string;
}) {
  const run = useMemo(() => runViewOf(view, shared), [view, shared]);
  const tools = useMemo(() => toolSpecs(view.tools), [view.tools]);
  // Of a step that never began there is nothing to say: what its tool usually takes is not shared.
  const amounts = useMemo(() => Object.fromEntries(run.graph.steps.map(({ id }) => [id, ""])), [run]);
  const states = useMemo(() => statesOf(run), [run]);
  const events = useSharedEvents(useRunAddress(run.id));
  const playback = usePlayback(run, events);
  const then = playback.view ?? run;
  const shownStates = useMemo(() => statesOf(then), [then]);
  const [selection, setSelection] = useState<readonly string[]>([]);
  const [tab, setTab] = useState(run.status === "succeeded" ? "output" : "timeline");
  const selectedId = selection.length === 1 ? (selection[0] ?? null) : null;
  const state = selectedId === null ? undefined : states[selectedId];
  const step = run.graph.steps.find(({ id }) => id === (state?.item?.of ?? selectedId));
  const select = (stepId: string) => setSelection([stepId]);
  return (
    <div className="flex min-h-0 flex-1 flex-col max-lg:min-h-max lg:grid lg:grid-cols-[minmax(0,1fr)_auto] lg:grid-rows-[auto_minmax(0,1fr)]">
      <div className="lg:col-span-2">
        <SharedHeader view={view}>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs">
            <RunStatusBadge status={run.status} />
            <span className="tabular-nums">
              {run.stepsDone} of {countOf(run.stepsTotal, "step")}
            </span>
            <span className="tabular-nums">
              <Duration from={run.startedAt} to={run.finishedAt} />
            </span>
            {shared.costs && <span className="tabular-nums">{costText(shared.costs)}</span>}
          </div>
        </SharedHeader>
      </div>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col lg:row-start-2">
        <div className="relative flex min-h-48 flex-1 flex-col max-lg:h-80 max-lg:flex-none">
          <h2 className="sr-only">Plan</h2>
          <PlaybackControls playback={playback} offered={shared.whole} />
          <div className="min-h-0 flex-1">
            <PlanCanvas
              graph={run.graph}
              positionsKey={positionsKey}
              tools={tools}
              editable={false}
              selection={step ? [step.id] : selection}
              onSelect={setSelection}
              stepStates={shownStates}
              estimates={amounts}
              label="The run's plan"
            />
          </div>
        </div>
        <Tabs
          label="Details of the run"
          value={tab}
          onValueChange={setTab}
          className="h-[44%] min-h-52 shrink-0 border-t bg-surface max-lg:h-112"
          tabs={[
            {
              id: "timeline",
              label: "Timeline",
              content: <Timeline run={run} events={events} selected={selectedId} onSelect={select} />,
            },
            { id: "output", label: "Output", content: <OutputTab run={run} /> },
            ...(shared.costs ? [{ id: "cost", label: "Cost", content: <SharedCosts run={run} /> }] : []),
          ]}
        />
      </div>
      {step && state && (
        <SharedStepPanel
          run={run}
          step={step}
          state={state}
          items={run.steps.filter(({ item }) => item?.of === state.stepId)}
          onSelect={select}
          onClose={() => setSelection([])}
        />
      )}
    </div>
  );
}
