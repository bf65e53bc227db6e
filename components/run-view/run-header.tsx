"use client";

import { ListTree, Pause, Pencil, Play, Route, Square } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState, type ReactNode } from "react";
import { pauseRun } from "#lib/actions/pause-run.ts";
import { resumeRun } from "#lib/actions/resume-run.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { PinnedModels } from "#lib/domain/model.ts";
import type { RunView } from "#lib/domain/view.ts";
import { useCommands } from "#components/palette/commands.ts";
import { useMay } from "#components/shell/reader.tsx";
import type { ConnectionState } from "#components/shell/stream-client.ts";
import { SaveRun } from "#components/playbooks/save-run.tsx";
import { ownPromptsText } from "#components/settings/prompts/prompt-words.ts";
import { Button } from "#components/ui/button.tsx";
import { AbortDialog } from "./abort-dialog.tsx";
import { ReplanDialog } from "./replan/replan-dialog.tsx";
import { RerunNote } from "./rerun-note.tsx";
import { RunAgain } from "./run-again.tsx";
import { RunMenu } from "./run-menu.tsx";
import { costText } from "#lib/domain/cost-text.ts";
import { Duration } from "./run-duration.tsx";
import { RunStatusBadge } from "./run-status.tsx";
import { waitOf } from "./wait-of.ts";
import { countOf } from "#lib/domain/count-of.ts";
import type { RerunWish } from "./use-rerun-preview.ts";
import { useVerb } from "#components/shell/use-verb.ts";

/** What the run is, how far it has come, and what can be done to it. */
export function RunHeader({
  run,
  tools,
  connection,
  onWish,
  refresh,
}: {
  run: RunView;
  tools: readonly ToolSpec[];
  connection: ConnectionState;
  onWish: (wish: RerunWish) => void;
  refresh: () => void;
}) {
  const verb = useVerb(refresh);
  const router = useRouter();
  const mayEdit = useMay("edit");
  const [dialog, setDialog] = useState<"abort" | "replan" | null>(null);
  const close = () => setDialog(null);
  const over = isRunOver(run.status);
  const pending = run.replan?.status === "planning" || run.replan?.status === "proposed";
  const canPause = run.status === "queued" || run.status === "running";
  const prompts = ownPromptsText(run.promptVersions);
  const paused = run.status === "paused" || run.status === "pausing";
  const parentPaused = run.parent?.status === "paused" || run.parent?.status === "pausing";
  const canResume = paused && !run.held && !parentPaused;

  const pause = () => void verb.run("pause", (idempotencyKey) => pauseRun({ runId: run.id, idempotencyKey }));
  const resume = () =>
    void verb.run("resume", (idempotencyKey) => resumeRun({ runId: run.id, idempotencyKey }));
  const editRest = () => router.push(`/plans/${run.planId}?run=${run.id}`);
  useCommands(() => {
    const command = (label: string, icon: ReactNode, act: () => void, words = "") => ({
      id: `run ${label}`,
      group: "Run",
      label,
      icon,
      words,
      run: act,
    });
    const ongoing = !over && mayEdit && run.status !== "aborting";
    return {
      commands: [
        ...(ongoing && canPause ? [command("Pause the run", <Pause />, pause)] : []),
        ...(ongoing && canResume ? [command("Resume the run", <Play />, resume)] : []),
        ...(ongoing ? [command("Edit remaining steps", <Pencil />, editRest)] : []),
        ...(ongoing && !pending ? [command("Replan", <Route />, () => setDialog("replan"))] : []),
        ...(ongoing ? [command("Abort the run", <Square />, () => setDialog("abort"), "stop cancel")] : []),
        command("Go to the plan", <ListTree />, () => router.push(`/plans/${run.planId}`), "edit"),
      ],
    };
  });

  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b bg-surface px-4 py-2 lg:col-span-2">
      <div className="min-w-0 flex-1 basis-60">
        <h1 className="truncate text-base font-semibold">{run.planTitle}</h1>
        <p className="truncate text-xs text-muted" title={run.goal}>
          Run {run.number} · version {run.versionNumber} of{" "}
          <Link href={`/plans/${run.planId}`} className="text-accent underline">
            the plan
          </Link>{" "}
          · {prompts === null ? "built-in prompts" : `prompts: ${prompts}`} · {modelsText(run.models)}
        </p>
        {run.parent && (
          <p className="text-xs">
            Part of{" "}
            <Link href={`/runs/${run.parent.runId}`} className="text-accent underline">
              run {run.parent.number} of {run.parent.planTitle}
            </Link>
            , step “{run.parent.stepTitle}”
            {paused && parentPaused && ". That one is paused: resume it there."}
          </p>
        )}
        {run.rerun && <RerunNote rerun={run.rerun} />}
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <RunStatusBadge status={run.status} waitsFor={waitOf(run)} />
        <Progress done={run.stepsDone} total={run.stepsTotal} />
        <Fact label="Elapsed">
          <Duration from={run.startedAt} to={run.finishedAt} />
        </Fact>
        <Fact label="Cost">{costText({ micros: run.costMicros, unknown: run.costUnknown })}</Fact>
        {!over && connection === "live" && (
          <span className="flex items-center gap-1.5 text-xs text-muted">
            <span
              className="size-1.5 rounded-full bg-status-succeeded forced-color-adjust-none"
              aria-hidden="true"
            />
            Live
          </span>
        )}
      </div>
      {/* The menu stands in the last row of these, never in one of its own. */}
      <div className="flex flex-wrap items-center gap-2 max-sm:contents">
        {run.status === "succeeded" && mayEdit && <SaveRun run={run} />}
        {over && mayEdit && <RunAgain run={run} onWish={onWish} />}
        {!over && mayEdit && (
          <>
            {canPause && (
              <Button icon={<Pause />} busy={verb.busy === "pause"} onClick={pause}>
                Pause
              </Button>
            )}
            {canResume && (
              <Button variant="primary" icon={<Play />} busy={verb.busy === "resume"} onClick={resume}>
                Resume
              </Button>
            )}
            {run.status !== "aborting" && (
              <Button icon={<Pencil />} onClick={editRest}>
                Edit remaining steps
              </Button>
            )}
            <Button
              icon={<Route />}
              disabled={pending || run.status === "aborting"}
              title={pending ? "A replan is already under way." : undefined}
              onClick={() => setDialog("replan")}
            >
              Replan
            </Button>
            <Button icon={<Square />} disabled={run.status === "aborting"} onClick={() => setDialog("abort")}>
              {run.status === "aborting" ? "Aborting" : "Abort"}
            </Button>
          </>
        )}
        <RunMenu run={run} tools={tools} />
      </div>
      <AbortDialog run={run} tools={tools} open={dialog === "abort"} onClose={close} afterwards={refresh} />
      <ReplanDialog runId={run.id} open={dialog === "replan"} onClose={close} afterwards={refresh} />
    </header>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <span className="flex items-baseline gap-1.5 text-xs">
      <span className="text-muted">{label}</span>
      <span className="font-medium tabular-nums">{children}</span>
    </span>
  );
}

function Progress({ done, total }: { done: number; total: number }) {
  const share = total === 0 ? 0 : done / total;
  return (
    <div className="flex items-center gap-2 text-xs">
      <div
        role="progressbar"
        aria-label="Steps done"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        className="h-1.5 w-24 overflow-hidden rounded-full bg-hover forced-color-adjust-none"
      >
        <div
          className="h-full origin-left bg-status-succeeded transition-transform"
          style={{ transform: `scaleX(${share})` }}
        />
      </div>
      <span className="tabular-nums">
        {done} of {countOf(total, "step")}
      </span>
    </div>
  );
}

/** The models that steps of the run ask first. */
function modelsText({ executor, checker }: PinnedModels): string {
  const names = new Set([executor, checker].flatMap((choices) => choices?.[0]?.model ?? []));
  return names.size === 0 ? "no model" : [...names].join(" and ");
}
