"use client";

import type { Json, JsonObject } from "#lib/domain/json.ts";
import {
  fieldShape,
  type FieldShape,
  type FormField,
} from "#components/plan-editor/arguments/field-shape.ts";
import { Field } from "#components/ui/field.tsx";
import { Input, Select, Textarea } from "#components/ui/input.tsx";

/**
 * One property of an object schema with the control that suits it. What it has no control for is entered as JSON.
 * @param value what stands there to begin with, by which of several kinds of value the control is for one
 */
export function SchemaField({
  field,
  root,
  value,
  text,
  error,
  onChange,
}: {
  field: FormField;
  root: JsonObject;
  value?: Json | undefined;
  text: string;
  error: string | null;
  onChange: (text: string) => void;
}) {
  const shape = shapeOf(field, root, value);
  return (
    <Field label={field.label} hint={field.description} required={field.required} error={error}>
      {control(shape, text, onChange)}
    </Field>
  );
}

function control(shape: FieldShape, value: string, onChange: (text: string) => void) {
  if (shape.kind === "boolean") {
    return (
      <Select value={value} onChange={(event) => onChange(event.target.value)} className="max-w-60">
        <option value="">Choose</option>
        <option value="true">Yes</option>
        <option value="false">No</option>
      </Select>
    );
  }
  if (shape.kind === "choice") {
    return (
      <Select value={value} onChange={(event) => onChange(event.target.value)} className="max-w-80">
        <option value="">Choose</option>
        {shape.options.map((option) => (
          <option key={JSON.stringify(option)} value={JSON.stringify(option)}>
            {typeof option === "string" ? option : JSON.stringify(option)}
          </option>
        ))}
      </Select>
    );
  }
  const json = shape.kind === "json" || shape.kind === "list" || shape.kind === "object";
  return json || (shape.kind === "text" && shape.long) ? (
    <Textarea
      rows={Math.min(12, Math.max(json ? 4 : 3, value.split("\n").length + 1))}
      spellCheck={!json}
      className={json ? "font-mono text-xs" : undefined}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  ) : (
    <Input
      inputMode={shape.kind === "number" ? "decimal" : undefined}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** A value as the control shows it; undefined: nothing stands there. */
export function textOf(value: Json | undefined, field: FormField, root: JsonObject): string {
  if (value === undefined) return "";
  const { kind } = shapeOf(field, root, value);
  if (kind === "text") return typeof value === "string" ? value : JSON.stringify(value);
  return kind === "number" || kind === "boolean" || kind === "choice"
    ? JSON.stringify(value)
    : JSON.stringify(value, null, 2);
}

/** What was entered as the schema wants it; undefined: nothing was. */
export function readText(
  field: FormField,
  root: JsonObject,
  text: string,
  before?: Json,
): { value: Json | undefined; problem: string | null } {
  if (text.trim() === "") return { value: undefined, problem: field.required ? "This is needed." : null };
  const shape = shapeOf(field, root, before);
  if (shape.kind === "text") return { value: text, problem: null };
  if (shape.kind === "number") {
    const value = Number(text.replace(",", "."));
    const fits = Number.isFinite(value) && (!shape.integer || Number.isInteger(value));
    return {
      value,
      problem: fits ? null : shape.integer ? "This is not a whole number." : "This is not a number.",
    };
  }
  try {
    return { value: JSON.parse(text) as Json, problem: null };
  } catch {
    return { value: undefined, problem: "This is no JSON. Look for a missing quote, comma or bracket." };
  }
}

/** A value that is none of the kind that its schema is edited as is edited as JSON, so that it is not lost. */
function shapeOf({ schema }: FormField, root: JsonObject, value: Json | undefined): FieldShape {
  const shape = fieldShape(schema, root);
  if (value === undefined || value === null) return shape;
  const fits =
    (shape.kind === "text" && typeof value === "string") ||
    (shape.kind === "number" && typeof value === "number") ||
    (shape.kind === "boolean" && typeof value === "boolean") ||
    shape.kind === "choice";
  return fits ? shape : { kind: "json" };
}
