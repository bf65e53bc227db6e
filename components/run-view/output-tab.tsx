"use client";

import { useEffect, useRef, useState } from "react";
import type { StepRunView } from "#lib/domain/run.ts";
import type { RunView } from "#lib/domain/view.ts";
import { failureOf } from "#components/shell/api.ts";
import { classes } from "#components/ui/classes.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { FileList } from "./file-list.tsx";
import { LargeOutput } from "./large-output.tsx";
import { OutputView } from "./output-view.tsx";
import { mainOutputStep } from "./run-facts.ts";
import { stepTitles } from "./step-titles.ts";
import { useStepRun } from "./use-step-run.ts";

/** What came out of the run: the last step's output first, each other one a click away. */
export function OutputTab({ run }: { run: RunView }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const strip = useRef<HTMLElement>(null);
  const title = stepTitles(run.graph);
  const states = new Map(run.steps.map((step) => [step.stepId, step]));
  const withOutput = run.graph.steps.flatMap((step) => {
    const state = states.get(step.id);
    return state?.hasOutput ? [state] : [];
  });
  const current =
    withOutput.find((step) => step.stepId === chosen) ??
    states.get(mainOutputStep(run.graph, run.steps) ?? "");
  const currentId = current?.stepId;
  useEffect(() => {
    if (currentId !== undefined) showCurrent(strip.current);
  }, [currentId]);
  if (!current) {
    return (
      <EmptyState title="No output yet">
        What the steps produce is shown here as soon as it is there.
      </EmptyState>
    );
  }
  return (
    <div className="flex h-full min-h-0 max-md:flex-col">
      <nav
        ref={strip}
        aria-label="Outputs"
        className="shrink-0 overflow-auto border-line max-md:border-b md:w-56 md:border-r"
      >
        <ul className="p-2 max-md:flex max-md:gap-1">
          {withOutput.map((step) => (
            <li key={step.stepId}>
              <button
                type="button"
                aria-current={step.stepId === current.stepId ? "true" : undefined}
                onClick={() => setChosen(step.stepId)}
                className={classes(
                  "min-h-control-sm w-full rounded-md px-2 py-1 text-left hover:bg-hover focus-visible:outline-offset-[-2px]",
                  step.stepId === current.stepId && "bg-accent-soft font-medium text-accent",
                )}
              >
                <span className="line-clamp-3 wrap-anywhere max-md:line-clamp-1 max-md:w-max max-md:max-w-56">
                  {title(step.stepId)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <StepOutput key={current.stepId} runId={run.id} step={current} />
    </div>
  );
}

/** Scrolls a list to its current entry. The page around it stays where it is, as it would not by scrollIntoView. */
function showCurrent(list: HTMLElement | null): void {
  const current = list?.querySelector("[aria-current=true]")?.getBoundingClientRect();
  if (!list || !current) return;
  const { left, right, top, bottom } = list.getBoundingClientRect();
  list.scrollBy({
    left: Math.max(0, current.right - right) - Math.max(0, left - current.left),
    top: Math.max(0, current.bottom - bottom) - Math.max(0, top - current.top),
  });
}

function StepOutput({ runId, step }: { runId: string; step: StepRunView }) {
  const detail = useStepRun(runId, step);
  return (
    <div
      // Focusable, so that the keyboard can scroll it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label="Output"
      className="min-h-0 min-w-0 flex-1 overflow-auto px-5 py-4 focus-visible:outline-offset-[-2px]"
    >
      {detail.isPending && <SkeletonRows label="Loading the output" />}
      {detail.isError && <ErrorNote {...failureOf(detail.error)} onRetry={() => void detail.refetch()} />}
      {detail.data && (
        <div className="flex flex-col gap-3">
          <FileList runId={runId} stepId={step.stepId} files={detail.data.files} />
          {detail.data.large ? (
            <LargeOutput runId={runId} stepId={step.stepId} first={detail.data.large} />
          ) : (
            <OutputView runId={runId} stepId={step.stepId} output={detail.data.output} />
          )}
        </div>
      )}
    </div>
  );
}
