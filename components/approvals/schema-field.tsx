import { useId } from "react";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { FormField } from "#components/plan-editor/arguments/field-shape.ts";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input, Select, Textarea } from "#components/ui/input.tsx";
import { controlOf, type SchemaControl } from "./schema-values.ts";

/**
 * One property of an object schema with the control that suits it. Whatever it is, what was entered is kept as a text until it is sent.
 * @param props.value what stood there to begin with
 */
export function SchemaField(props: {
  field: FormField;
  root: JsonObject;
  value?: Json | undefined;
  text: string;
  problem: string | null;
  onChange: (text: string) => void;
}) {
  const { field, root, value, text, problem, onChange } = props;
  const control = controlOf(field, root, value);
  if (control.kind === "choices") return <Choices {...props} options={control.options} />;
  return (
    <Field label={field.label} hint={hintOf(field, control)} required={field.required} error={problem}>
      {input(control, text, onChange)}
    </Field>
  );
}

function hintOf({ description, required }: FormField, control: SchemaControl): string | undefined {
  const how = control.kind === "lines" ? "One a line." : control.kind === "json" ? "Written as JSON." : null;
  const said = description === null || /[.!?:]$/.test(description) ? description : `${description}.`;
  const parts = [said, how, required ? null : "May be left out."];
  return parts.filter((part) => part !== null).join(" ") || undefined;
}

function input(control: SchemaControl, value: string, onChange: (text: string) => void) {
  switch (control.kind) {
    case "boolean":
      return select([true, false], value, onChange);
    case "choice":
      return select(control.options, value, onChange);
    case "number":
      return (
        <Input
          inputMode="decimal"
          className="max-w-60"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "text":
      return control.long && control.type === "text" ? (
        <Textarea rows={rowsFor(value, 3)} value={value} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Input
          type={control.type}
          className={control.type === "date" ? "max-w-60" : undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    default:
      return (
        <Textarea
          rows={rowsFor(value, 4)}
          spellCheck={control.kind !== "json"}
          className={control.kind === "json" ? "font-mono text-xs" : undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

function rowsFor(text: string, least: number): number {
  return Math.min(12, Math.max(least, text.split("\n").length + 1));
}

function select(options: readonly Json[], value: string, onChange: (text: string) => void) {
  return (
    <Select value={value} onChange={(event) => onChange(event.target.value)} className="max-w-80">
      <option value="">Choose</option>
      {options.map((option) => (
        <option key={JSON.stringify(option)} value={JSON.stringify(option)}>
          {wordFor(option)}
        </option>
      ))}
    </Select>
  );
}

/** Several of few, as boxes to tick. */
function Choices({
  field,
  options,
  text,
  problem,
  onChange,
}: {
  field: FormField;
  options: readonly Json[];
  text: string;
  problem: string | null;
  onChange: (text: string) => void;
}) {
  const id = useId();
  const chosen = new Set(text === "" ? [] : (JSON.parse(text) as Json[]).map((one) => JSON.stringify(one)));
  const choose = (option: string, on: boolean) => {
    const next = options.filter((one) => {
      const key = JSON.stringify(one);
      return key === option ? on : chosen.has(key);
    });
    onChange(next.length === 0 ? "" : JSON.stringify(next));
  };
  return (
    <fieldset className="flex flex-col gap-1" aria-describedby={problem ? `${id}-error` : undefined}>
      <legend className="font-medium">{field.label}</legend>
      {field.description && <p className="text-xs text-muted">{field.description}</p>}
      {options.map((option, index) => {
        const key = JSON.stringify(option);
        return (
          <Checkbox
            key={key}
            label={wordFor(option)}
            checked={chosen.has(key)}
            // Where the focus goes when the answer does not fit.
            aria-invalid={problem !== null && index === 0 ? true : undefined}
            onChange={(event) => choose(key, event.target.checked)}
          />
        );
      })}
      {problem && (
        <p id={`${id}-error`} role="alert" className="text-xs font-medium text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

function wordFor(value: Json): string {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "string" ? value : JSON.stringify(value);
}
