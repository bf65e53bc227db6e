"use client";

import { argumentFaults, type ArgumentFault } from "#lib/domain/argument-faults.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import { formFields, labelOf, type FormField } from "#components/plan-editor/arguments/field-shape.ts";
import { SchemaField } from "./schema-field.tsx";
import { enteredValue, startText } from "./schema-values.ts";

/** Arguments while they are edited: what stands in each field, by name. */
export type ArgumentTexts = Readonly<Record<string, string>>;

/** The arguments of a call, each in its own field, with what is wrong with it beside it. */
export function EditArguments({
  args,
  schema,
  texts,
  faults,
  onChange,
}: {
  /** As they stand now. */
  args: JsonObject;
  /** Of the tool's input. */
  schema: JsonObject;
  texts: ArgumentTexts;
  faults: readonly ArgumentFault[];
  onChange: (texts: ArgumentTexts) => void;
}) {
  return (
    <fieldset className="flex max-w-160 flex-col gap-3">
      <legend className="mb-2 font-medium">Arguments to approve instead</legend>
      {fieldsOf(args, schema).map((field) => (
        <SchemaField
          key={field.name}
          field={field}
          root={schema}
          value={args[field.name]}
          text={texts[field.name] ?? ""}
          problem={faults.find(({ name }) => name === field.name)?.message ?? null}
          onChange={(text) => onChange({ ...texts, [field.name]: text })}
        />
      ))}
      <p className="text-xs text-muted">The rules of the workspace hold for these arguments too.</p>
    </fieldset>
  );
}

/** What stands in the fields to begin with. */
export function startTexts(args: JsonObject, schema: JsonObject): ArgumentTexts {
  return Object.fromEntries(
    fieldsOf(args, schema).map((field) => {
      const value = args[field.name];
      // What the call leaves out stays left out, whatever its default is.
      return [field.name, value === undefined ? "" : startText(field, schema, value)];
    }),
  );
}

/** The arguments as they were entered, or what is wrong with them. */
export function readArguments(
  texts: ArgumentTexts,
  before: JsonObject,
  schema: JsonObject,
): { args: JsonObject; faults: ArgumentFault[] } {
  const args: Record<string, Json> = {};
  const faults: ArgumentFault[] = [];
  for (const field of fieldsOf(before, schema)) {
    const { value, problem } = enteredValue(field, schema, texts[field.name] ?? "", before[field.name]);
    if (problem !== null) faults.push({ name: field.name, message: problem });
    else if (value !== undefined) args[field.name] = value;
  }
  const named = new Set(faults.map(({ name }) => name));
  return {
    args,
    faults: [...faults, ...argumentFaults(args, schema).filter(({ name }) => !named.has(name))],
  };
}

/** Those of the tool, and behind them what the call has besides. */
function fieldsOf(args: JsonObject, schema: JsonObject): FormField[] {
  const known = formFields(schema);
  const others = Object.keys(args).filter((name) => !known.some((field) => field.name === name));
  return [
    ...known,
    ...others.map((name) => ({
      name,
      label: labelOf(name),
      description: null,
      required: false,
      fallback: undefined,
      schema: {},
    })),
  ];
}
