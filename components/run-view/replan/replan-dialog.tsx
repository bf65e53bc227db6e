"use client";

import { useState } from "react";
import { requestReplan } from "#lib/actions/request-replan.ts";
import { unwrap } from "#components/shell/api.ts";
import { firstMessage } from "#components/shell/issue-messages.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Textarea } from "#components/ui/input.tsx";

/** Takes the note that the planner goes by when it proposes how to go on. */
export function ReplanDialog({
  runId,
  open,
  onClose,
  afterwards,
}: {
  runId: string;
  open: boolean;
  onClose: () => void;
  afterwards: () => void;
}) {
  const [note, setNote] = useState("");
  const { form, busy, failure } = useSubmit(["note"], async () => {
    try {
      await unwrap(requestReplan({ runId, note }));
      setNote("");
      onClose();
    } finally {
      afterwards();
    }
  });

  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      title="Replan what has not started"
      description="The planner proposes a change. Finished and running steps stay; nothing changes until you accept."
    >
      <form {...form} className="flex flex-col gap-4">
        <Field
          label="What should be different?"
          hint={'For example: "Skip the web search", "Add a competitor analysis before the content plan".'}
          error={firstMessage(failure)}
        >
          <Textarea value={note} onChange={(event) => setNote(event.target.value)} rows={4} />
        </Field>
        <FormButtons busy={busy} onCancel={onClose}>
          Propose a replan
        </FormButtons>
      </form>
    </Dialog>
  );
}
