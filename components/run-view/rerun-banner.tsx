"use client";

import { RotateCcw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import type { UseQueryResult } from "@tanstack/react-query";
import { rerunRun } from "#lib/actions/rerun-run.ts";
import type { RerunPreview } from "#lib/domain/rerun-preview.ts";
import type { RunView } from "#lib/domain/view.ts";
import { failureOf } from "#components/shell/api.ts";
import { Button } from "#components/ui/button.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { previewText, redoneWords } from "./rerun-words.ts";
import { stepTitles } from "./step-titles.ts";
import type { RerunWish } from "./use-rerun-preview.ts";
import { useVerb } from "#components/shell/use-verb.ts";

/** Shows what a run that does this one again would take over and do anew, as the canvas marks it, and starts it. */
export function RerunBanner({
  run,
  wish,
  preview,
  onSelect,
  onClose,
  refresh,
}: {
  run: RunView;
  wish: RerunWish;
  preview: UseQueryResult<RerunPreview>;
  onSelect: (stepId: string) => void;
  onClose: () => void;
  refresh: () => void;
}) {
  const router = useRouter();
  const verb = useVerb(refresh);
  const region = useRef<HTMLElement>(null);
  // Whoever asked for it from a step's panel may be far from it.
  useEffect(() => region.current?.focus(), [wish]);
  const { fromStepId, version } = wish;
  const from = fromStepId === null ? "" : ` from “${stepTitles(run.graph)(fromStepId)}”`;
  const of = version === "same" ? `version ${run.versionNumber}` : "the plan as it is now";
  const redone = preview.data?.steps.filter((step) => step.redone !== null) ?? [];
  const reused = preview.data?.steps.filter((step) => step.redone === null) ?? [];
  const start = () =>
    void verb.run(
      "again",
      (idempotencyKey) =>
        rerunRun({ runId: run.id, version, idempotencyKey, ...(fromStepId !== null && { fromStepId }) }),
      ({ runId }) => {
        router.push(`/runs/${runId}`);
        return "leaving";
      },
    );
  return (
    <section
      ref={region}
      tabIndex={-1}
      aria-label="Run again"
      className="rounded-md border border-accent/40 bg-accent-soft px-3 py-2.5 outline-none"
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <h2 className="font-semibold">
            Run again{from}, {of}
          </h2>
          {preview.isPending && (
            <p className="flex items-center gap-2 text-muted">
              <Spinner /> Looking at what can be taken over …
            </p>
          )}
          {preview.data && <p role="status">{previewText(preview.data)}</p>}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            icon={<RotateCcw />}
            busy={verb.busy !== null}
            disabled={preview.isError}
            onClick={start}
          >
            Start the run
          </Button>
        </div>
      </div>
      {preview.isError && (
        <ErrorNote
          title="This cannot be run again so"
          {...failureOf(preview.error)}
          onRetry={() => void preview.refetch()}
        />
      )}
      {preview.data && (
        <details className="mt-1">
          <summary className="rounded-sm text-muted">Step by step</summary>
          <div className="mt-1 grid max-h-48 gap-x-6 gap-y-2 overflow-y-auto sm:grid-cols-2">
            <Steps title="Done anew" steps={redone} onSelect={onSelect} />
            <Steps title="Taken over" steps={reused} onSelect={onSelect} />
          </div>
        </details>
      )}
    </section>
  );
}

function Steps({
  title,
  steps,
  onSelect,
}: {
  title: string;
  steps: RerunPreview["steps"];
  onSelect: (stepId: string) => void;
}) {
  if (steps.length === 0) return null;
  return (
    <div className="min-w-0">
      <h3 className="text-xs font-semibold text-muted">
        {title} ({steps.length})
      </h3>
      <ul className="space-y-0.5">
        {steps.map((step) => (
          <li key={step.stepId} className="wrap-anywhere">
            <button type="button" className="text-left hover:underline" onClick={() => onSelect(step.stepId)}>
              {step.title}
            </button>
            {step.redone !== null && (
              <span className="text-xs text-muted"> · {redoneWords(step.redone)}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
