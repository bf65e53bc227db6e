"use client";

import { useState } from "react";
import { updatePlaybook } from "#lib/actions/update-playbook.ts";
import type { PlaybookSummary, PlaybookView } from "#lib/domain/playbook.ts";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { DialogForm } from "#components/shell/dialog-form.tsx";
import { issueFor } from "#components/shell/issue-messages.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { useOpenedPlaybook } from "./playbook-queries.ts";
import { chosenOf, VariableRows, type VariableRow } from "./variable-rows.tsx";

const FIELDS = ["name", "description", "phrases", "variables"] as const;

/** Changes what a playbook is called, what it is for, and what in it varies. */
export function EditDialog({
  playbook,
  onClose,
  afterwards,
}: {
  playbook: PlaybookSummary;
  onClose: () => void;
  afterwards: () => void;
}) {
  const view = useOpenedPlaybook(playbook.id);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Edit “${playbook.name}”`}
      description="To change its steps, use it, edit the plan, and save that as a playbook."
      wide
    >
      {view.isError && (
        <ErrorNote {...failureOf(view.error)} onRetry={() => void view.refetch()} className="mb-4" />
      )}
      {view.isPending && <SkeletonRows rows={4} label="Loading the playbook" />}
      {view.data && <EditForm view={view.data} onClose={onClose} afterwards={afterwards} />}
    </Dialog>
  );
}

function EditForm({
  view,
  onClose,
  afterwards,
}: {
  view: PlaybookView;
  onClose: () => void;
  afterwards: () => void;
}) {
  const [name, setName] = useState(view.name);
  const [description, setDescription] = useState(view.description);
  const [phrases, setPhrases] = useState(view.phrases.join("\n"));
  const [rows, setRows] = useState<VariableRow[]>(() =>
    view.variables.map((variable) => ({ chosen: true, variable, places: null })),
  );
  const submit = useSubmit(FIELDS, async () => {
    const input = {
      playbookId: view.id,
      updatedAt: view.updatedAt ?? "",
      name,
      description,
      phrases: phrases.split("\n").filter((phrase) => phrase.trim() !== ""),
      variables: chosenOf(rows),
    };
    await unwrap(updatePlaybook(input));
    showToast(`“${name.trim()}” is saved.`);
    onClose();
    afterwards();
  });
  const { failure } = submit;

  return (
    <DialogForm submit={submit} verb="Save" onCancel={onClose}>
      <Field label="Name" required error={issueFor(failure, "name")}>
        <Input value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label="What it is for (optional)" error={issueFor(failure, "description")}>
        <Textarea value={description} rows={2} onChange={(event) => setDescription(event.target.value)} />
      </Field>
      <Field
        label="Example goals"
        hint="One a line. The planner takes this playbook for goals like these."
        error={issueFor(failure, "phrases")}
      >
        <Textarea value={phrases} rows={3} onChange={(event) => setPhrases(event.target.value)} />
      </Field>
      <VariableRows rows={rows} onChange={setRows} failure={failure} countPlaces={null} />
    </DialogForm>
  );
}
