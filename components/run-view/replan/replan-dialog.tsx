"use client";

import { useState, type FormEvent } from "react";
import { requestReplan } from "#lib/actions/request-replan.ts";
import type { Failure } from "#lib/domain/errors.ts";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
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
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await unwrap(requestReplan({ runId, note }));
      setNote("");
      onClose();
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
      afterwards();
    }
  }

  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      title="Replan what has not started"
      description="The planner proposes a change. Finished and running steps stay; nothing changes until you accept."
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Field
          label="What should be different?"
          hint={'For example: "Skip the web search", "Add a competitor analysis before the content plan".'}
          error={failure && (failure.issues[0]?.message ?? failure.message)}
        >
          <Textarea value={note} onChange={(event) => setNote(event.target.value)} rows={4} />
        </Field>
        <div className="flex justify-end gap-2 py-4">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={busy}>
            Propose a replan
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
