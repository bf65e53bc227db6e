"use client";

import type { Finding } from "#lib/domain/finding.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import type { Argument, Arguments } from "#lib/domain/step.ts";
import { findingsAt } from "../inspector/use-findings.ts";
import { FindingNotes } from "../inspector/finding-notes.tsx";
import { refuse } from "../use-draft.ts";
import type { EditOptions, EditResult } from "../store/store-contract.ts";
import { ArgumentField, type ChangeKind } from "./argument-field.tsx";
import { withPart } from "./argument-parts.ts";
import { formFields, labelOf } from "./field-shape.ts";

/**
 * The arguments of a tool as a form made from its input schema.
 * @param field where they stand in the step: "args", "fallbacks.0.args"
 * @param secrets the arguments that name a secret of the workspace
 * @param onChange takes the arguments, and how the edit is joined to the one before
 */
export function ArgumentsForm(props: {
  stepId: StepId;
  field: string;
  args: Arguments;
  schema: JsonObject;
  secrets?: readonly string[] | undefined;
  findings: readonly Finding[];
  onChange: (args: Arguments, options: EditOptions) => EditResult;
}) {
  const { args, field, findings } = props;
  const fields = formFields(props.schema);
  const set = (name: string, argument: Argument | undefined, how?: ChangeKind) => {
    const required = fields.some((candidate) => candidate.name === name && candidate.required);
    // A required text that is being emptied stays a text, so that its field keeps it.
    if (argument === undefined && required && !(name in args)) return refuse("This is needed.");
    return props.onChange(
      withPart(args, name, argument),
      how === "typing" ? { coalesce: `${field}.${name}:${props.stepId}` } : {},
    );
  };
  const unknown = Object.entries(args).filter(
    ([name]) => !fields.some((candidate) => candidate.name === name),
  );
  if (fields.length === 0 && unknown.length === 0) {
    return <p className="text-xs text-muted">This tool takes no arguments.</p>;
  }
  return (
    <div className="flex flex-col gap-3.5">
      {fields.map((formField) => (
        <ArgumentField
          key={formField.name}
          stepId={props.stepId}
          field={`${field}.${formField.name}`}
          label={formField.label}
          description={formField.description}
          required={formField.required}
          fallback={formField.fallback}
          schema={formField.schema}
          root={props.schema}
          argument={args[formField.name]}
          secret={props.secrets?.includes(formField.name)}
          findings={findings}
          onChange={(argument, how) => set(formField.name, argument, how)}
        />
      ))}
      {unknown.map(([name, argument]) => (
        <div key={name} className="flex flex-col gap-1">
          <ArgumentField
            stepId={props.stepId}
            field={`${field}.${name}`}
            label={labelOf(name)}
            description="The tool does not know this argument."
            required={false}
            fallback={undefined}
            schema={{}}
            root={{}}
            argument={argument}
            findings={findings}
            onChange={(next, how) => set(name, next, how)}
          />
        </div>
      ))}
      <FindingNotes findings={findingsAt(findings, field, false)} />
    </div>
  );
}
