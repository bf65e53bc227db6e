import type { Json, JsonObject } from "#lib/domain/json.ts";
import { questionFields } from "./question-fields.ts";

/** What was answered, field by field as the form has them. */
export function AnswerGiven({ answer, form }: { answer: JsonObject; form: JsonObject }) {
  const labels = new Map(questionFields(form).map(({ name, label }) => [name, label]));
  const names = [...new Set([...labels.keys(), ...Object.keys(answer)])].filter((name) =>
    Object.hasOwn(answer, name),
  );
  return (
    <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[max-content_1fr]">
      {names.map((name) => (
        <div key={name} className="contents">
          <dt className="text-muted wrap-anywhere">{labels.get(name) ?? name}</dt>
          <dd className="whitespace-pre-wrap wrap-anywhere">{shown(answer[name] ?? null)}</dd>
        </div>
      ))}
    </dl>
  );
}

function shown(value: Json): string {
  if (value === null) return "Nothing";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(", ");
  return JSON.stringify(value);
}
