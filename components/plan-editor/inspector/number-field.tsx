"use client";

import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { StepId } from "#lib/domain/ids.ts";
import type { StepChanges } from "#lib/domain/step.ts";
import { parseNumber } from "../arguments/parse-number.ts";
import { useStepDraft } from "./use-step-draft.ts";

/** A number of a step, typed as text, so that a half-typed one is neither lost nor saved. */
export function NumberField(props: {
  stepId: StepId;
  field: string;
  label: string;
  hint?: string;
  /** Null only where `empty` says what an empty field means. */
  value: number | null;
  min: number;
  max: number;
  whole?: boolean;
  change: (value: number) => StepChanges;
  empty?: StepChanges;
}) {
  const { min, max, whole = false } = props;
  const draft = useStepDraft(props.stepId, props.field, String(props.value ?? ""), (text) => {
    if (props.empty && text.trim() === "") return props.empty;
    const value = parseNumber(text, whole);
    if (typeof value === "string") return value;
    if (value < min || value > max) return `Enter a number from ${min} to ${max.toLocaleString("en")}.`;
    return props.change(value);
  });
  return (
    <Field label={props.label} hint={props.hint} error={draft.error}>
      <Input
        inputMode={whole ? "numeric" : "decimal"}
        value={draft.text}
        onChange={(event) => draft.onChange(event.target.value)}
        onBlur={draft.onBlur}
      />
    </Field>
  );
}
