"use client";

import { useState } from "react";
import { skipStep } from "#lib/actions/skip-step.ts";
import { unwrap } from "#components/shell/api.ts";
import { firstMessage } from "#components/shell/issue-messages.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { OutputField } from "./output-field.tsx";
import { readOutput } from "./read-output.ts";

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
  const { form, busy, failure } = useSubmit(["output"], async () => {
    const output = text.trim() === "" ? {} : readOutput(text, "Or leave it empty.");
    try {
      await unwrap(skipStep({ runId, stepId, ...output }));
      onClose();
    } finally {
      afterwards();
    }
  });

  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      title={`Skip "${title}"?`}
      description="The steps that depend on it go on without it. This cannot be undone in this run."
    >
      <form {...form} className="flex flex-col gap-4">
        <OutputField
          label="Output in its place (optional)"
          hint="JSON that later steps read instead of this step's output. Empty hands on nothing."
          problem={firstMessage(failure)}
          text={text}
          onChange={setText}
          rows={5}
        />
        <FormButtons busy={busy} onCancel={onClose}>
          Skip the step
        </FormButtons>
      </form>
    </Dialog>
  );
}
