"use client";

import { Undo2 } from "lucide-react";
import Link from "next/link";
import { NewNeeds } from "#components/run-view/new-needs.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Finding } from "#lib/domain/finding.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { useEditor } from "../editor-context.ts";
import type { LiveRun } from "./live-run.ts";
import type { RefusedEdit } from "./use-refused-edit.ts";

/** Says that a run is being edited, what would be applied to it, and what was refused of it. */
export function LiveRunBanner({
  live: { run, locked },
  changes,
  leftOut,
  refusal,
  refusals,
  notApproved,
  needs,
  busy,
  allow,
  doNotAllow,
  back,
}: {
  live: LiveRun;
  changes: number;
  leftOut: readonly StepId[];
  refusal: string | null;
  refusals: readonly Finding[];
  notApproved: RefusedEdit | null;
  needs: readonly string[];
  busy: boolean;
  allow: (needs: readonly string[]) => void;
  doNotAllow: () => void;
  back: () => PlanPatch;
}) {
  const { openStep, edit } = useEditor();
  const refused = refusal !== null || refusals.length > 0;
  const started = run.graph.steps.filter((step) => locked.has(step.id)).length;
  return (
    <Banner
      className="m-2"
      tone={refused ? "error" : notApproved ? "warning" : "info"}
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
      {refusal !== null && (
        <p>
          The run did not take this
          {refusals.some(({ message }) => message === refusal) ? ":" : `: ${refusal}`}
        </p>
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
      {notApproved && (
        <>
          <p>
            The last edit of the run was not approved, and this of it is still in the plan. {notApproved.why}
          </p>
          <ul className="list-disc pl-5">
            {notApproved.changes.map((line) => (
              <li key={line} className="wrap-anywhere">
                {line}
              </li>
            ))}
          </ul>
        </>
      )}
      {(refused || notApproved) && changes > 0 && (
        <p className="flex flex-wrap items-center gap-2">
          <Button
            size="small"
            icon={<Undo2 />}
            onClick={() => edit(back(), { name: "Take the changes back" })}
          >
            Take the changes back
          </Button>
          <span className="text-muted">Else they stay in the plan, whose next runs go by them.</span>
        </p>
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
