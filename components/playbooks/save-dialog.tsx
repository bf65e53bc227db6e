"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { savePlaybook } from "#lib/actions/save-playbook.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { placeVariables, suggestVariables } from "#lib/domain/suggest-variables.ts";
import { unwrap } from "#components/shell/api.ts";
import { DialogForm } from "#components/shell/dialog-form.tsx";
import { issueFor } from "#components/shell/issue-messages.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { chosenOf, VariableRows, type VariableRow } from "./variable-rows.tsx";

/** What is saved: a plan's draft, or what a run carried out; with what the planner read in the goal, to propose what varies. */
export type ToSave = {
  from: { planId: string } | { runId: string };
  title: string;
  graph: PlanGraph;
  analysis: GoalAnalysis | null;
};

/** Saves a plan or a run as a playbook: its name, what it is for, and which parts vary. */
export function SaveDialog({ what, onClose }: { what: ToSave; onClose: () => void }) {
  const cache = useQueryClient();
  const [name, setName] = useState(what.title.slice(0, 120).toWellFormed());
  const [description, setDescription] = useState("");
  const [rows, setRows] = useState<VariableRow[]>(() =>
    suggestVariables(what.graph, what.analysis).map(({ places, ...variable }) => ({
      chosen: true,
      variable,
      places: places.length,
    })),
  );
  const submit = useSubmit(["name", "description", "variables"], async () => {
    await unwrap(savePlaybook({ ...what.from, name, description, variables: chosenOf(rows) }));
    void cache.invalidateQueries({ queryKey: ["playbooks"] });
    showToast(`“${name.trim()}” is saved under Playbooks.`);
    onClose();
  });
  const { failure } = submit;

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Save as playbook"
      description="Keeps these steps to be used again. The planner adapts them to goals that fit."
      wide
    >
      <DialogForm submit={submit} verb="Save" onCancel={onClose}>
        <Field label="Name" required error={issueFor(failure, "name")}>
          <Input value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field
          label="What it is for (optional)"
          hint="Helps you and the planner to find it."
          error={issueFor(failure, "description")}
        >
          <Textarea value={description} rows={2} onChange={(event) => setDescription(event.target.value)} />
        </Field>
        <VariableRows
          rows={rows}
          onChange={setRows}
          failure={failure}
          countPlaces={(variable) => {
            const all = placeVariables(what.graph, [...rows.map((row) => row.variable), variable]);
            return all.find((one) => one.name === variable.name)?.places.length ?? 0;
          }}
        />
      </DialogForm>
    </Dialog>
  );
}
