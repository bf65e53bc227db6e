"use client";

import { useRef, useState, type FormEvent } from "react";
import { answerRequest } from "#lib/actions/answer-request.ts";
import { answerIssues } from "#lib/domain/answer-form.ts";
import type { Failure, Issue } from "#lib/domain/errors.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import { useVerb } from "#components/shell/use-verb.ts";
import { useFocusInvalid } from "#components/shell/use-focus-invalid.ts";
import { Button } from "#components/ui/button.tsx";
import { DecisionButtons } from "./decision-buttons.tsx";
import { questionFields } from "./question-fields.ts";
import { Refusal } from "./refusal.tsx";
import { SchemaField } from "./schema-field.tsx";
import { enteredValue, startText } from "./schema-values.ts";

/** The form of a question, made from its JSON Schema; what does not fit is said beside its field. */
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
  const element = useRef<HTMLFormElement>(null);
  const fields = questionFields(form);
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries(fields.map((field) => [field.name, startText(field, form)])),
  );
  const [failure, setFailure] = useState<Failure | null>(null);
  useFocusInvalid(element, failure);
  const [refusing, setRefusing] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { answer, issues } = entered(form, texts);
    if (issues.length > 0) {
      setFailure({ code: "invalid", message: issues[0]?.message ?? "", issues });
      return;
    }
    setFailure(null);
    void verb.run("answer", async () => {
      const result = await answerRequest({ approvalId, answer });
      if (!result.ok) setFailure({ ...result.error, issues: result.error.issues.map(withoutRoot) });
      return result;
    });
  };

  if (refusing) {
    return (
      <Refusal
        approvalId={approvalId}
        word="Do not answer"
        hint="The step fails with these words."
        refresh={refresh}
        onBack={() => setRefusing(false)}
      />
    );
  }
  const general = failure?.issues.find(({ path }) => path.length === 0)?.message;
  return (
    <form ref={element} onSubmit={submit} noValidate className="flex max-w-160 flex-col gap-3">
      {typeof form["description"] === "string" && (
        <p className="whitespace-pre-wrap wrap-anywhere">{form["description"]}</p>
      )}
      {fields.map((field) => (
        <SchemaField
          key={field.name}
          field={field}
          root={form}
          text={texts[field.name] ?? ""}
          problem={failure?.issues.find(({ path }) => path[0] === field.name)?.message ?? null}
          onChange={(text) => {
            setTexts((before) => ({ ...before, [field.name]: text }));
            // What is said of the other fields still holds.
            setFailure(
              (before) =>
                before && { ...before, issues: before.issues.filter(({ path }) => path[0] !== field.name) },
            );
          }}
        />
      ))}
      {general && (
        <p role="alert" className="text-xs font-medium text-danger">
          {general}
        </p>
      )}
      <DecisionButtons>
        <Button type="submit" variant="primary" busy={verb.busy === "answer"}>
          Answer
        </Button>
        <Button onClick={() => setRefusing(true)}>Do not answer…</Button>
      </DecisionButtons>
    </form>
  );
}

/** The answer as it was entered, and what does not fit in it. */
function entered(
  form: JsonObject,
  texts: Readonly<Record<string, string>>,
): { answer: JsonObject; issues: Issue[] } {
  const answer: JsonObject = {};
  const unread: Issue[] = [];
  for (const field of questionFields(form)) {
    const { value, problem }: { value: Json | undefined; problem: string | null } = enteredValue(
      field,
      form,
      texts[field.name] ?? "",
    );
    if (problem !== null) unread.push({ path: [field.name], message: problem });
    if (value !== undefined) answer[field.name] = value;
  }
  const named = new Set(unread.map(({ path }) => path[0]));
  const issues = [...unread, ...answerIssues(answer, form).filter(({ path }) => !named.has(path[0]))];
  return { answer, issues: unread.length > 0 ? issues.filter(({ path }) => path.length > 0) : issues };
}

/** The server names a field by where it lies in what it was sent. */
function withoutRoot({ path, message }: Issue): Issue {
  return { path: path[0] === "answer" ? path.slice(1) : path, message };
}
