"use client";

import type { ReactNode } from "react";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import type { Finding } from "#lib/domain/finding.ts";
import { JsonObject } from "#lib/domain/json.ts";
import type { DoneCondition, Step, StepChanges } from "#lib/domain/step.ts";
import { useEditorState } from "../editor-context.ts";
import { FindingNotes } from "./finding-notes.tsx";
import { NumberField } from "./number-field.tsx";
import { findingsAt } from "./use-findings.ts";
import { useStepDraft } from "./use-step-draft.ts";

/** The checks of an output beyond the parts it must have: expression, schema, rubric, and how often the step is repeated. */
export function DoneChecks({ step, findings }: { step: Step; findings: readonly Finding[] }) {
  const { doneCondition } = step;
  const checker = useEditorState((state) => state.plan.equipment.checker);
  const change = (parts: Partial<DoneCondition>): StepChanges => ({
    doneCondition: { ...doneCondition, ...parts },
  });
  const notes = (part: string) => (
    <FindingNotes findings={findingsAt(findings, `doneCondition.${part}`, false)} />
  );
  const set =
    doneCondition.expression !== null ||
    doneCondition.schema !== null ||
    doneCondition.rubric !== null ||
    doneCondition.maxRepeats > 0;
  return (
    <details open={set} className="[&[open]>summary]:mb-2.5">
      <summary className="rounded-sm text-xs text-muted">Expression, schema, rubric, repeats</summary>
      <div className="flex flex-col gap-2.5">
        <TextField
          step={step}
          name="expression"
          label="Expression that must hold"
          hint={
            <>
              CEL over <code>output</code>, such as <code>size(output.text) &gt; 200</code>.
            </>
          }
          value={doneCondition.expression ?? ""}
          change={(text) => change({ expression: text.trim() === "" ? null : text })}
        />
        {notes("expression")}
        <TextField
          step={step}
          name="schema"
          label="JSON Schema that it must fit"
          hint="Besides the tool's own."
          value={doneCondition.schema ? JSON.stringify(doneCondition.schema, null, 2) : ""}
          change={(text) => {
            const schema = parseSchema(text);
            return typeof schema === "string" ? schema : change({ schema });
          }}
        />
        {notes("schema")}
        <TextField
          step={step}
          name="rubric"
          label="Rubric that it is judged by"
          hint={
            checker
              ? "The checker model judges the output by it."
              : "Needs a checker model. An owner can choose one under Settings, Models."
          }
          // There is nothing to gain from writing one nobody can judge by; one that came from elsewhere can be taken out.
          disabled={!checker && doneCondition.rubric === null}
          value={doneCondition.rubric ?? ""}
          change={(text) => change({ rubric: text.trim() === "" ? null : text })}
        />
        {notes("rubric")}
        <NumberField
          stepId={step.id}
          field="maxRepeats"
          label="Repeats when it does not pass"
          hint="Each time the tool is told what was missing."
          value={doneCondition.maxRepeats}
          min={0}
          max={10}
          whole
          change={(maxRepeats) => change({ maxRepeats })}
        />
        {notes("maxRepeats")}
      </div>
    </details>
  );
}

function TextField(props: {
  step: Step;
  name: keyof DoneCondition;
  label: string;
  hint: ReactNode;
  value: string;
  disabled?: boolean;
  change: (text: string) => StepChanges | string;
}) {
  const draft = useStepDraft(props.step.id, `doneCondition.${props.name}`, props.value, props.change);
  return (
    <Field label={props.label} hint={props.hint} error={draft.error}>
      <Textarea
        rows={Math.min(10, Math.max(2, draft.text.split("\n").length))}
        spellCheck={props.name === "rubric"}
        disabled={props.disabled}
        className={props.name === "rubric" ? undefined : "font-mono text-xs"}
        value={draft.text}
        onChange={(event) => draft.onChange(event.target.value)}
        onBlur={draft.onBlur}
      />
    </Field>
  );
}

/** A schema as typed; null for an empty text, a sentence when it is none. */
function parseSchema(text: string): JsonObject | null | string {
  if (text.trim() === "") return null;
  try {
    const parsed = JsonObject.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : "A schema is a JSON object: { … }.";
  } catch {
    return "This is not valid JSON yet.";
  }
}
