"use client";

import Link from "next/link";
import { NewNeeds } from "#components/run-view/new-needs.tsx";
import { Banner } from "#components/ui/banner.tsx";
import type { Finding } from "#lib/domain/finding.ts";
import type { StepId } from "#lib/domain/ids.ts";
import { countOf } from "../count-of.ts";
import { useEditor } from "../editor-context.ts";
import type { LiveRun } from "./live-run.ts";

/** Says that a run is being edited, what would be applied to it, and what the server refused. */
export function LiveRunBanner({
  live: { run, locked },
  changes,
  leftOut,
  refusals,
  needs,
  busy,
  allow,
  doNotAllow,
}: {
  live: LiveRun;
  changes: number;
  leftOut: readonly StepId[];
  refusals: readonly Finding[];
  needs: readonly string[];
  busy: boolean;
  allow: (needs: readonly string[]) => void;
  doNotAllow: () => void;
}) {
  const { openStep } = useEditor();
  const started = run.graph.steps.filter((step) => locked.has(step.id)).length;
  return (
    <Banner
      className="m-2"
      tone={refusals.length > 0 ? "error" : "info"}
      title={`Editing what is left of run ${run.number}`}
      actions={
        <Link href={`/runs/${run.id}`} className="text-accent underline">
          Back to the run
        </Link>
      }
    >
      <p className="text-muted">
        {started === 0 ? "No step has started yet." : `${countOf(started, "step")} started and locked.`}{" "}
        {changes > 0 && `${countOf(changes, "change")} to apply.`}{" "}
        {leftOut.length > 0 &&
          `The plan has other words for ${countOf(leftOut.length, "started step")}; the run keeps its own.`}
      </p>
      {run.editAsked && (
        <p>An earlier edit waits for an approval. What you apply now takes its place if it needs one too.</p>
      )}
      {refusals.length > 0 && (
        <ul>
          {refusals.map((finding, index) => (
            <li key={index}>
              {finding.message}{" "}
              <button
                type="button"
                className="underline"
                onClick={() => finding.stepId && openStep(finding.stepId)}
              >
                Show
              </button>
            </li>
          ))}
        </ul>
      )}
      <NewNeeds
        needs={needs}
        allowLabel="Allow and apply"
        busy={busy}
        onAllow={() => allow(needs)}
        onCancel={doNotAllow}
      />
    </Banner>
  );
}
