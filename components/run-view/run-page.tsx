"use client";

import { Maximize2, Minimize2, Play } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { isReplanOpen } from "#lib/domain/replan.ts";
import type { RerunPreview } from "#lib/domain/rerun-preview.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { RunView } from "#lib/domain/view.ts";
import { RunApprovals } from "#components/approvals/run-approvals.tsx";
import type { StepMark } from "#components/graph/canvas-props.ts";
import { PlanCanvas } from "#components/graph/plan-canvas.tsx";
import { failureOf } from "#components/shell/api.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button, IconButton } from "#components/ui/button.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { LiveRegion } from "#components/ui/live-region.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { CallList } from "./call-list.tsx";
import { CostTab } from "./cost-tab.tsx";
import { EventLog } from "./event-log.tsx";
import { Notes } from "./notes.tsx";
import { PlaybackBar } from "./playback-bar.tsx";
import { usePlayback } from "./use-playback.ts";
import { OutputTab } from "./output-tab.tsx";
import { PermissionsTab } from "./permissions-tab.tsx";
import { ReplanBanner } from "./replan/replan-banner.tsx";
import { RerunBanner } from "./rerun-banner.tsx";
import { RunHeader } from "./run-header.tsx";
import { isRunOver, runStatusWord, waitOf } from "./run-status.tsx";
import { runTitle } from "./run-title.ts";
import { RunsBelow } from "./runs-below.tsx";
import { SpendBanner } from "./spend-banner.tsx";
import { StaleBanner } from "./stale-banner.tsx";
import { StepPanel } from "./step-panel.tsx";
import { Timeline } from "./timeline.tsx";
import { UndoList } from "./undo-list.tsx";
import { useRun } from "./use-run.ts";
import { useRerunPreview, type RerunWish } from "./use-rerun-preview.ts";
import { useRunEvents } from "./use-run-events.ts";

/** A run, live or finished: the frozen graph with its states, and everything that happened under it. */
export function RunPage({ initial, tools }: { initial: RunView; tools: ToolSpec[] }) {
  const { run, connection, error, refresh } = useRun(initial);
  const events = useRunEvents(initial);
  const [selection, setSelection] = useState<readonly string[]>([]);
  const [tab, setTab] = useState(initial.status === "succeeded" ? "output" : "timeline");
  const [enlarged, setEnlarged] = useState(false);
  const over = isRunOver(run.status);

  const title = runTitle(run);
  useEffect(() => {
    document.title = title;
  }, [title]);

  const playback = usePlayback(run, events);
  // Played back, the canvas shows what was; all else goes on saying what is.
  const then = playback.view ?? run;
  const shownStates = useMemo(() => statesOf(then), [then]);
  const states = useMemo(() => statesOf(run), [run]);
  const [wish, setWish] = useState<RerunWish | null>(null);
  const rerun = useRerunPreview(run.id, wish);
  const again = wish === null ? undefined : rerun.data;
  const marks = useMemo(() => (again ? rerunMarks(again) : replanMarks(run)), [run, again]);
  const selectedId = selection.length === 1 ? (selection[0] ?? null) : null;
  const state = selectedId === null ? undefined : states[selectedId];
  // An item of a map is looked at like a step; on the canvas its map stands for it.
  const nodeId = state?.item?.of ?? selectedId;
  const step = run.graph.steps.find((each) => each.id === nodeId);
  // A proposal answers the need for attention; both at once would push the plan off the screen.
  const deciding = run.replan !== null && isReplanOpen(run.replan);
  // So does a request, which says itself what it waits for.
  const asking =
    run.steps.every(({ status }) => status !== "failed") &&
    run.steps.some(
      ({ waitingFor }) => waitingFor === "approval" || waitingFor === "answer" || waitingFor === "spend",
    );
  const select = (stepId: string) => setSelection([stepId]);

  return (
    // On a wide screen an opened step has the whole height beside all the rest: what the run waits for may be long.
    <div className="flex min-h-0 flex-1 flex-col max-lg:min-h-max lg:grid lg:grid-cols-[minmax(0,1fr)_auto] lg:grid-rows-[auto_auto_minmax(0,1fr)]">
      <RunHeader run={run} tools={tools} connection={connection} onWish={setWish} refresh={refresh} />
      <LiveRegion>
        {runStatusWord(run.status, waitOf(run))}, {run.stepsDone} of {run.stepsTotal} steps done.{" "}
        {run.replan?.status === "proposed" && "The planner proposes a replan."}
        {run.replan?.status === "asked" && "The planner asks you something."}
      </LiveRegion>
      <div className="flex min-w-0 flex-col gap-2 px-4 py-2 empty:hidden lg:row-start-2">
        {connection === "lost" && !over && (
          <Banner tone="warning" title="The connection to the server was lost">
            <p>What you see may be out of date. Trying to connect again; the run itself goes on.</p>
          </Banner>
        )}
        {error && (
          <ErrorNote title="The run could not be read again" {...failureOf(error)} onRetry={refresh} />
        )}
        {wish !== null && (
          <RerunBanner
            run={run}
            wish={wish}
            preview={rerun}
            onSelect={select}
            onClose={() => setWish(null)}
            refresh={refresh}
          />
        )}
        <SpendBanner run={run} />
        <RunApprovals run={run} />
        <RunsBelow runs={run.below} />
        {run.status === "needs_attention" && !deciding && !asking && (
          <Banner tone="error" title="The run cannot go on by itself">
            <p>
              {run.reason ?? "A step failed."} Retry or skip the failed step, or replan what has not started.
            </p>
          </Banner>
        )}
        {run.status === "failed" && run.reason && <Banner tone="error">{run.reason}</Banner>}
        <UndoList run={run} refresh={refresh} />
        <StaleBanner run={run} tools={tools} refresh={refresh} />
        {run.replan && <ReplanBanner run={run} replan={run.replan} tools={tools} refresh={refresh} />}
        {initial.firstSeq > 1 && (
          <Banner>
            <p>
              Older events of this run were deleted, because they are older than this workspace keeps them.
              Timeline, events and tool calls begin where they ended.
            </p>
          </Banner>
        )}
        <Notes key={String(deciding || asking)} run={run} open={!deciding && !asking} onSelect={select} />
      </div>
      <div className="flex min-h-0 flex-1 flex-col border-t lg:contents">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col lg:row-start-3 lg:border-t">
          {!enlarged && (
            <div className="relative flex min-h-48 flex-1 flex-col max-lg:h-80 max-lg:flex-none">
              <h2 className="sr-only">Plan</h2>
              {playback.open && <PlaybackBar playback={playback} />}
              {over && !playback.open && wish === null && (
                <Button
                  size="small"
                  icon={<Play />}
                  className="absolute top-3 left-3 z-10 shadow-raised"
                  onClick={() => playback.setOpen(true)}
                >
                  Play back
                </Button>
              )}
              <div className="min-h-0 flex-1">
                <PlanCanvas
                  graph={then.graph}
                  positionsKey={`run:${run.id}`}
                  tools={tools}
                  editable={false}
                  selection={nodeId === null ? selection : [nodeId]}
                  onSelect={setSelection}
                  stepStates={shownStates}
                  marks={playback.view ? NO_MARKS : marks}
                  label="The run's plan"
                />
              </div>
            </div>
          )}
          <Tabs
            label="Details of the run"
            value={tab}
            onValueChange={setTab}
            className={
              enlarged ? "flex-1 bg-surface" : "h-[44%] min-h-52 shrink-0 border-t bg-surface max-lg:h-112"
            }
            trailing={
              <IconButton
                label={enlarged ? "Show the canvas again" : "Enlarge"}
                icon={enlarged ? <Minimize2 /> : <Maximize2 />}
                size="small"
                onClick={() => setEnlarged(!enlarged)}
              />
            }
            tabs={[
              {
                id: "timeline",
                label: "Timeline",
                content: <Timeline run={run} events={events} selected={selectedId} onSelect={select} />,
              },
              {
                id: "events",
                label: "Events",
                count: Math.max(0, run.seq - initial.firstSeq + 1),
                content: (
                  <EventLog
                    run={run}
                    events={events}
                    firstSeq={initial.firstSeq}
                    selected={selectedId}
                    onSelect={select}
                  />
                ),
              },
              {
                id: "calls",
                label: "Tool calls",
                content: <CallList run={run} events={events} onSelect={select} />,
              },
              { id: "output", label: "Output", content: <OutputTab run={run} /> },
              { id: "cost", label: "Cost", content: <CostTab run={run} onSelect={select} /> },
              {
                id: "permissions",
                label: "What it may do",
                content: <PermissionsTab run={run} tools={tools} />,
              },
            ]}
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

const NO_MARKS = {};

function statesOf({ steps }: RunView): Record<string, StepRunView> {
  return Object.fromEntries(steps.map((step) => [step.stepId, step]));
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
