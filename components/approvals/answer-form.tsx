"use client";

import { useState, type FormEvent } from "react";
import { answerRequest } from "#lib/actions/answer-request.ts";
import { refuseRequest } from "#lib/actions/refuse-request.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { formFields, type FormField } from "#components/plan-editor/arguments/field-shape.ts";
import { useVerb } from "#components/run-view/use-verb.ts";
import { Button } from "#components/ui/button.tsx";
import { readText, SchemaField } from "./schema-field.tsx";

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
  const read = fields.map((field) => ({ field, ...readText(field, form, texts[field.name] ?? "") }));
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
        <SchemaField
          key={field.name}
          field={field}
          root={form}
          text={texts[field.name] ?? ""}
          error={tried ? problem : null}
          onChange={(text) => setTexts((before) => ({ ...before, [field.name]: text }))}
        />
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

function startOf({ fallback }: FormField): string {
  if (fallback === undefined) return "";
  return typeof fallback === "string" ? fallback : JSON.stringify(fallback);
}
