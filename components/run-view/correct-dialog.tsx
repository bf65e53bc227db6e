"use client";

import { useState, type FormEvent } from "react";
import { correctOutput } from "#lib/actions/correct-output.ts";
import { newId } from "#lib/domain/ids.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { OutputField } from "./output-field.tsx";
import { NOT_JSON, readOutput } from "./read-output.ts";
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
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const read = readOutput(text);
    if (read === null) return setProblem(NOT_JSON);
    setBusy(true);
    setProblem(null);
    try {
      const { stale } = await unwrap(correctOutput({ runId, stepId, ...read, idempotencyKey: newId() }));
      showToast(stale.length === 0 ? "Saved. Nothing had used the old output." : "Saved.");
      onClose();
    } catch (error) {
      const failure = failureOf(error);
      setProblem(failure.issues[0]?.message ?? failure.message);
    } finally {
      setBusy(false);
      afterwards();
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <OutputField
        label="Output"
        hint="JSON. Files are named here; those you leave keep what they hold."
        problem={problem}
        text={text}
        onChange={setText}
        rows={16}
      />
      <div className="flex justify-end gap-2 py-4">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={busy} disabled={text === output}>
          Save the output
        </Button>
      </div>
    </form>
  );
}
