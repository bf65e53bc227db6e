"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { planFromPlaybook } from "#lib/actions/plan-from-playbook.ts";
import { valueText } from "#lib/domain/playbook-values.ts";
import type { PlaybookSummary, PlaybookView, VariableInput } from "#lib/domain/playbook.ts";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { DialogForm } from "#components/shell/dialog-form.tsx";
import { issueFor } from "#components/shell/issue-messages.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { useOpenedPlaybook } from "./playbook-queries.ts";

/** Longer defaults than this get more than one line. */
const ONE_LINE = 70;

/** Asks what varies, and makes a plan from a playbook, which then opens. */
export function UseDialog({ playbook, onClose }: { playbook: PlaybookSummary; onClose: () => void }) {
  const view = useOpenedPlaybook(playbook.id);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Use “${playbook.name}”`}
      description="Makes a new plan. You can change every step of it before anything runs."
    >
      {view.isError && (
        <ErrorNote {...failureOf(view.error)} onRetry={() => void view.refetch()} className="mb-4" />
      )}
      {view.isPending && <SkeletonRows rows={3} label="Loading the playbook" />}
      {view.data && <UseForm view={view.data} onClose={onClose} />}
    </Dialog>
  );
}

function UseForm({ view, onClose }: { view: PlaybookView; onClose: () => void }) {
  const router = useRouter();
  const [goal, setGoal] = useState("");
  const [values, setValues] = useState<ReadonlyMap<string, string>>(
    new Map(view.variables.map(({ name, default: usual }) => [name, valueText(usual)])),
  );
  const submit = useSubmit(["goal", "values"], async () => {
    // What was left as it is, is not said: the plan then tells that it was taken for granted.
    const said = view.variables.flatMap(({ name, default: usual }) => {
      const typed = values.get(name) ?? "";
      return typed === valueText(usual) ? [] : [[name, typed] as const];
    });
    const input = view.builtIn ? { goal } : { values: Object.fromEntries(said) };
    const { planId } = await unwrap(planFromPlaybook({ playbookId: view.id, ...input }));
    router.push(`/plans/${planId}`);
    return "leaving";
  });
  const { failure } = submit;

  return (
    <DialogForm submit={submit} verb="Make a plan" onCancel={onClose}>
      {view.builtIn && (
        <Field
          label="Goal"
          required
          hint={view.phrases[0] && `For example: ${view.phrases[0]}`}
          error={issueFor(failure, "goal")}
        >
          <Textarea value={goal} rows={3} onChange={(event) => setGoal(event.target.value)} />
        </Field>
      )}
      {view.variables.map((variable) => (
        <ValueField
          key={variable.name}
          variable={variable}
          value={values.get(variable.name) ?? ""}
          onChange={(value) => setValues(new Map(values).set(variable.name, value))}
          error={
            failure?.issues.find(({ path }) => path[0] === "values" && path[1] === variable.name)?.message
          }
        />
      ))}
      {!view.builtIn && view.variables.length === 0 && (
        <p>Nothing in this playbook varies: the plan has exactly its steps.</p>
      )}
    </DialogForm>
  );
}

function ValueField(props: {
  variable: VariableInput;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}) {
  const { variable, value, onChange, error } = props;
  const { kind, label, description, default: usual } = variable;
  return (
    <Field label={label} hint={description || undefined} required error={error ?? null}>
      {kind === "text" && usual.length > ONE_LINE ? (
        <Textarea value={value} rows={3} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Input
          type={kind === "date" ? "date" : "text"}
          inputMode={kind === "number" ? "decimal" : undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
