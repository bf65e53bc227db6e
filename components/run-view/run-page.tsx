"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import type { RerunPreview } from "#lib/domain/rerun-preview.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { RunView } from "#lib/domain/view.ts";
import type { StepMark } from "#components/graph/canvas-props.ts";
import { useCommands } from "#components/palette/commands.ts";
import { stepCommands } from "#components/palette/step-commands.ts";
import { LiveRegion } from "#components/ui/live-region.tsx";
import { usePlayback } from "./use-playback.ts";
import { RunHeader } from "./run-header.tsx";
import { runStatusWord } from "./run-status.tsx";
import { waitOf } from "./wait-of.ts";
import { RunBanners } from "./run-banners.tsx";
import { RunPlan } from "./run-plan.tsx";
import { RunTabs } from "./run-tabs.tsx";
import { runTitle } from "./run-title.ts";
import { StepPanel } from "./step-panel.tsx";
import { statesOf } from "./step-states.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { useRun } from "./use-run.ts";
import { useRerunPreview, type RerunWish } from "./use-rerun-preview.ts";
import { usePaced } from "./use-paced.ts";
import { useRunEvents } from "./use-run-events.ts";

/** A run, live or finished: the frozen graph with its states, and everything that happened under it. */
export function RunPage({ initial, tools }: { initial: RunView; tools: ToolSpec[] }) {
  const { run, connection, error, refresh } = useRun(initial);
  const events = useRunEvents(initial);
  const [selection, setSelection] = useState<readonly string[]>([]);
  const [enlarged, setEnlarged] = useState(false);
  const over = isRunOver(run.status);

  const title = runTitle(run);
  useEffect(() => {
    document.title = title;
  }, [title]);

  const playback = usePlayback(run, events);
  // Played back, the canvas shows what was; all else goes on saying what is.
  const then = playback.view ?? run;
  const states = useMemo(() => statesOf(run), [run]);
  // The canvas shows each event at once; what stands below it is long, and is drawn anew a few times a second.
  const told = usePaced(useMemo(() => ({ run, events }), [run, events]));
  const [wish, setWish] = useState<RerunWish | null>(null);
  const rerun = useRerunPreview(run.id, wish);
  const again = wish === null ? undefined : rerun.data;
  const marks = useMemo(() => (again ? rerunMarks(again) : replanMarks(run)), [run, again]);
  const selectedId = selection.length === 1 ? (selection[0] ?? null) : null;
  const state = selectedId === null ? undefined : states[selectedId];
  // An item of a map is looked at like a step; on the canvas its map stands for it.
  const nodeId = state?.item?.of ?? selectedId;
  const marked = useMemo(() => (nodeId === null ? selection : [nodeId]), [nodeId, selection]);
  const step = run.graph.steps.find((each) => each.id === nodeId);
  const select = useCallback((stepId: string) => setSelection([stepId]), []);
  useCommands(() => ({ commands: stepCommands(run.graph, select) }));

  return (
    // On a wide screen an opened step has the whole height beside all the rest: what the run waits for may be long.
    <div className="flex min-h-0 flex-1 flex-col max-lg:min-h-max lg:grid lg:grid-cols-[minmax(0,1fr)_auto] lg:grid-rows-[auto_auto_minmax(0,1fr)]">
      <RunHeader run={run} tools={tools} connection={connection} onWish={setWish} refresh={refresh} />
      <LiveRegion>
        {runStatusWord(run.status, waitOf(run))}, {run.stepsDone} of {countOf(run.stepsTotal, "step")} done.{" "}
        {run.replan?.status === "proposed" && "The planner proposes a replan."}
        {run.replan?.status === "asked" && "The planner asks you something."}
      </LiveRegion>
      <RunBanners
        run={run}
        tools={tools}
        lost={connection === "lost" && !over}
        error={error}
        cut={initial.firstSeq > 1}
        wish={wish}
        preview={rerun}
        onSelect={select}
        onWish={setWish}
        refresh={refresh}
      />
      <div className="flex min-h-0 flex-1 flex-col border-t lg:contents">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col lg:row-start-3 lg:border-t">
          {!enlarged && (
            <RunPlan
              runId={run.id}
              shown={then}
              tools={tools}
              playback={playback}
              offered={over && wish === null && run.firstSeq === 1}
              selection={marked}
              onSelect={setSelection}
              marks={marks}
            />
          )}
          <RunTabs
            run={told.run}
            events={told.events}
            tools={tools}
            firstSeq={initial.firstSeq}
            selected={selectedId}
            onSelect={select}
            enlarged={enlarged}
            onEnlarge={setEnlarged}
          />
        </div>
        {step && state && (
          <StepPanel
            run={run}
            step={step}
            state={state}
            items={run.steps.filter((each) => each.item?.of === state.stepId)}
            events={events}
            onSelect={select}
            onWish={setWish}
            onClose={() => setSelection([])}
            refresh={refresh}
          />
        )}
      </div>
    </div>
  );
}

/** What would be taken over and what done anew, were the run done again. */
function rerunMarks({ steps }: RerunPreview): Record<string, StepMark> {
  return Object.fromEntries(
    steps.map(({ stepId, redone }) => [stepId, redone === null ? "reused" : "redone"]),
  );
}

/** How the steps of the run stand to a replan that waits for a decision. */
function replanMarks(run: RunView): Record<string, StepMark> {
  const diff = run.replan?.status === "proposed" ? run.replan.diff : null;
  if (!diff) return {};
  return Object.fromEntries([
    ...diff.changed.map(({ stepId }) => [stepId, "changed"] as const),
    ...diff.dropped.map((stepId) => [stepId, "dropped"] as const),
  ]);
}
