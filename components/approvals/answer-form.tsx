"use client";

import { useState, type FormEvent } from "react";
import { answerRequest } from "#lib/actions/answer-request.ts";
import { refuseRequest } from "#lib/actions/refuse-request.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import { fieldShape, formFields, type FormField } from "#components/plan-editor/arguments/field-shape.ts";
import { useVerb } from "#components/run-view/use-verb.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select, Textarea } from "#components/ui/input.tsx";

/** The form of a question, made from its JSON Schema. What it has no control for is entered as JSON. */
export function AnswerForm({
  approvalId,
  form,
  refresh,
}: {
  approvalId: string;
  form: JsonObject;
  refresh: () => void;
}) {
  const verb = useVerb(refresh);
  const fields = formFields(form);
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries(fields.map((field) => [field.name, startOf(field)])),
  );
  const [tried, setTried] = useState(false);
  const read = fields.map((field) => ({ field, ...valueOf(field, form, texts[field.name] ?? "") }));
  const complete = read.every(({ problem }) => problem === null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!complete) return;
    const answer = Object.fromEntries(
      read.flatMap(({ field, value }) => (value === undefined ? [] : [[field.name, value]])),
    );
    void verb.run("answer", () => answerRequest({ approvalId, answer }));
  };

  return (
    <form onSubmit={submit} noValidate className="flex max-w-160 flex-col gap-3">
      {typeof form["description"] === "string" && <p>{form["description"]}</p>}
      {read.map(({ field, problem }) => (
        <Field
          key={field.name}
          label={field.label}
          hint={field.description}
          required={field.required}
          error={tried ? problem : null}
        >
          {control(field, form, texts[field.name] ?? "", (text) =>
            setTexts((before) => ({ ...before, [field.name]: text })),
          )}
        </Field>
      ))}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={verb.busy === "answer"}>
          Answer
        </Button>
        <Button
          busy={verb.busy === "refuse"}
          onClick={() => void verb.run("refuse", () => refuseRequest({ approvalId, reason: "No answer." }))}
        >
          Do not answer
        </Button>
      </div>
    </form>
  );
}

function control(field: FormField, root: JsonObject, value: string, onChange: (text: string) => void) {
  const shape = fieldShape(field.schema, root);
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
  const long =
    (shape.kind === "text" && shape.long) ||
    shape.kind === "json" ||
    shape.kind === "list" ||
    shape.kind === "object";
  return long ? (
    <Textarea rows={4} value={value} onChange={(event) => onChange(event.target.value)} />
  ) : (
    <Input
      inputMode={shape.kind === "number" ? "decimal" : undefined}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function startOf({ fallback }: FormField): string {
  if (fallback === undefined) return "";
  return typeof fallback === "string" ? fallback : JSON.stringify(fallback);
}

/** What was entered as the form wants it; undefined: nothing was. */
function valueOf(
  { schema, required }: FormField,
  root: JsonObject,
  text: string,
): { value: Json | undefined; problem: string | null } {
  if (text.trim() === "") return { value: undefined, problem: required ? "This is needed." : null };
  const shape = fieldShape(schema, root);
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
    return { value: undefined, problem: "This is no JSON." };
  }
}
