"use client";

import { useState } from "react";
import { correctOutput } from "#lib/actions/correct-output.ts";
import { newId } from "#lib/domain/new-id.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { firstMessage } from "#components/shell/issue-messages.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { OutputField } from "./output-field.tsx";
import { readOutput } from "./read-output.ts";
import { useStepRun } from "./use-step-run.ts";

/** Puts a finished step's output right: what the steps after it read from then on. */
export function CorrectDialog({
  runId,
  state,
  title,
  onClose,
  afterwards,
}: {
  runId: string;
  state: StepRunView;
  title: string;
  onClose: () => void;
  afterwards: () => void;
}) {
  const detail = useStepRun(runId, state);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={`Put the output of "${title}" right`}
      description="Steps that have not begun read what you save. Those that have used the old output are marked, and can be run again. What the tool gave stays with its call."
    >
      {detail.isPending && <SkeletonRows label="Loading the output" />}
      {detail.isError && <ErrorNote {...failureOf(detail.error)} onRetry={() => void detail.refetch()} />}
      {detail.data?.large && (
        <p className="pb-3 text-muted">
          The output is too large to be edited here. What you write below takes its place.
        </p>
      )}
      {detail.data && (
        <OutputForm
          runId={runId}
          stepId={state.stepId}
          output={detail.data.large ? "" : JSON.stringify(detail.data.output, null, 2)}
          onClose={onClose}
          afterwards={afterwards}
        />
      )}
    </Dialog>
  );
}

function OutputForm({
  runId,
  stepId,
  output,
  onClose,
  afterwards,
}: {
  runId: string;
  stepId: string;
  /** As it was when the dialog opened. */
  output: string;
  onClose: () => void;
  afterwards: () => void;
}) {
  const [text, setText] = useState(output);
  const { form, busy, failure } = useSubmit(["output"], async () => {
    const read = readOutput(text);
    try {
      const { stale } = await unwrap(correctOutput({ runId, stepId, ...read, idempotencyKey: newId() }));
      showToast(stale.length === 0 ? "Saved. Nothing had used the old output." : "Saved.");
      onClose();
    } finally {
      afterwards();
    }
  });

  return (
    <form {...form} className="flex flex-col gap-4">
      <OutputField
        label="Output"
        hint="JSON. Files are named here; those you leave keep what they hold."
        problem={firstMessage(failure)}
        text={text}
        onChange={setText}
        rows={16}
      />
      <FormButtons busy={busy} disabled={text === output} onCancel={onClose}>
        Save the output
      </FormButtons>
    </form>
  );
}
