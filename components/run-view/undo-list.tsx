"use client";

import { Undo2 } from "lucide-react";
import { approveUndo } from "#lib/actions/approve-undo.ts";
import { declineUndo } from "#lib/actions/decline-undo.ts";
import { retryStep } from "#lib/actions/retry-step.ts";
import { settleStep } from "#lib/actions/settle-step.ts";
import { skipStep } from "#lib/actions/skip-step.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { RunView } from "#lib/domain/view.ts";
import { failureOf } from "#components/shell/api.ts";
import { ForThose } from "#components/shell/reader.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { stepTitles } from "./step-titles.ts";
import { useStepRun } from "./use-step-run.ts";
import { useVerb } from "#components/shell/use-verb.ts";
import { RawJson } from "./value-view.tsx";

type Undo = StepRunView & { undoes: NonNullable<StepRunView["undoes"]> };

/** What an aborted run did outside and can be undone: each for a person to approve, what happened last first. */
export function UndoList({ run, refresh }: { run: RunView; refresh: () => void }) {
  const title = stepTitles(run.graph, null, [], run.dropped);
  const undos = run.steps
    .filter((step): step is Undo => step.undoes !== null)
    .toSorted((a, b) => placeOf(a) - placeOf(b));
  if (undos.length === 0) return null;
  const next = undos.find((undo) => undo.status !== "succeeded" && undo.status !== "skipped");
  return (
    <section
      aria-label="What can be undone"
      className="rounded-md border border-status-waiting/35 bg-surface"
    >
      <div className="flex items-start gap-2.5 px-3 py-2 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0">
        <Undo2 aria-hidden className="text-status-waiting" />
        <div>
          <h2 className="font-medium">
            {next
              ? "This run did things outside that can be undone"
              : "What this run did outside has been decided"}
          </h2>
          <p className="text-muted">The last comes first. Nothing is undone unless you say so.</p>
        </div>
      </div>
      <ol className="max-h-72 divide-y divide-line overflow-y-auto border-t">
        {undos.map((undo) => (
          <UndoRow
            key={undo.stepId}
            runId={run.id}
            undo={undo}
            title={title(undo.undoes.stepId)}
            turn={undo === next}
            refresh={refresh}
          />
        ))}
      </ol>
    </section>
  );
}

/** They are numbered in their order. */
function placeOf({ stepId }: Undo): number {
  return Number(stepId.slice(stepId.lastIndexOf("-") + 1));
}

function lookOf(undo: Undo): { word: string; tone: Tone } {
  if (undo.status === "succeeded") return { word: "Undone", tone: "succeeded" };
  if (undo.status === "skipped") return { word: "Left as it is", tone: "skipped" };
  if (undo.status === "failed") return { word: "Could not be undone", tone: "failed" };
  if (undo.waitingFor === "decision") return { word: "Outcome unknown", tone: "waiting" };
  if (undo.waitingFor === "approval") return { word: "Not decided", tone: "waiting" };
  return { word: "Being undone", tone: "running" };
}

function UndoRow({
  runId,
  undo,
  title,
  turn,
  refresh,
}: {
  runId: string;
  undo: Undo;
  /** Of the step that made the call. */
  title: string;
  /** Whether it is the next to be decided. */
  turn: boolean;
  refresh: () => void;
}) {
  const look = lookOf(undo);
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 px-3 py-2">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{title}</span>
          <Badge tone={look.tone}>{look.word}</Badge>
        </p>
        <p className="wrap-anywhere">{undo.undoes.says}</p>
        {undo.error && undo.status !== "succeeded" && (
          <p className="text-status-failed wrap-anywhere">{undo.error.message}</p>
        )}
        <details className="mt-1">
          <summary className="text-xs text-muted">
            By <code className="font-mono">{undo.tool}</code>, with these arguments
          </summary>
          <UndoInput runId={runId} undo={undo} />
        </details>
      </div>
      {turn && (
        <ForThose who={undo.waitingFor === "approval" ? "decide" : "edit"}>
          <UndoChoice runId={runId} undo={undo} refresh={refresh} />
        </ForThose>
      )}
    </li>
  );
}

function UndoInput({ runId, undo }: { runId: string; undo: Undo }) {
  const detail = useStepRun(runId, undo);
  if (detail.isPending) return <SkeletonRows label="Loading the arguments" />;
  if (!detail.data) return <ErrorNote {...failureOf(detail.error)} onRetry={() => void detail.refetch()} />;
  return <RawJson value={detail.data.input} />;
}

function UndoChoice({ runId, undo, refresh }: { runId: string; undo: Undo; refresh: () => void }) {
  const verb = useVerb(refresh);
  const step = { runId, stepId: undo.stepId };
  if (undo.waitingFor === "approval") {
    return (
      <div className="flex gap-2">
        <Button
          size="small"
          busy={verb.busy === "decline"}
          onClick={() =>
            void verb.run("decline", (idempotencyKey) => declineUndo({ ...step, idempotencyKey }))
          }
        >
          Leave as it is
        </Button>
        <Button
          size="small"
          variant="primary"
          busy={verb.busy === "approve"}
          onClick={() =>
            void verb.run("approve", (idempotencyKey) => approveUndo({ ...step, idempotencyKey }))
          }
        >
          Undo it
        </Button>
      </div>
    );
  }
  if (undo.waitingFor === "decision") {
    return (
      <div className="flex gap-2">
        {(["succeeded", "failed"] as const).map((outcome) => (
          <Button
            key={outcome}
            size="small"
            busy={verb.busy === outcome}
            onClick={() => void verb.run(outcome, () => settleStep({ ...step, outcome }))}
          >
            {outcome === "succeeded" ? "It was undone" : "It was not"}
          </Button>
        ))}
      </div>
    );
  }
  if (undo.status !== "failed") return null;
  return (
    <div className="flex gap-2">
      <Button
        size="small"
        busy={verb.busy === "skip"}
        onClick={() => void verb.run("skip", () => skipStep(step))}
      >
        Leave as it is
      </Button>
      <Button
        size="small"
        variant="primary"
        busy={verb.busy === "retry"}
        onClick={() => void verb.run("retry", () => retryStep(step))}
      >
        Try again
      </Button>
    </div>
  );
}
