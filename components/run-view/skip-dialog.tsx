"use client";

import { useState, type FormEvent } from "react";
import { skipStep } from "#lib/actions/skip-step.ts";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { OutputField } from "./output-field.tsx";
import { NOT_JSON, readOutput } from "./read-output.ts";

/** Skips a step, with an output that the steps after it get in its place, if the person gives one. */
export function SkipDialog({
  runId,
  stepId,
  title,
  open,
  onClose,
  afterwards,
}: {
  runId: string;
  stepId: string;
  title: string;
  open: boolean;
  onClose: () => void;
  afterwards: () => void;
}) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const output = text.trim() === "" ? {} : readOutput(text);
    if (output === null) {
      setProblem(`${NOT_JSON} Or leave it empty.`);
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await unwrap(skipStep({ runId, stepId, ...output }));
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
    <Dialog
      open={open}
      onOpenChange={onClose}
      title={`Skip "${title}"?`}
      description="The steps that depend on it go on without it. This cannot be undone in this run."
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <OutputField
          label="Output in its place (optional)"
          hint="JSON that later steps read instead of this step's output. Empty hands on nothing."
          problem={problem}
          text={text}
          onChange={setText}
          rows={5}
        />
        <div className="flex justify-end gap-2 py-4">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={busy}>
            Skip the step
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
