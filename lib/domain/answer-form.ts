import { z } from "zod";
import type { Issue } from "./errors.ts";
import { misfits } from "./fit-schema.ts";
import { schemaProblem, withoutFormats } from "./usable-schema.ts";
import { JsonObject, type Json } from "./json.ts";

const MOST_FIELDS = 50;

/** What a text of a form may have to be besides text, and how to say that it is not. */
const FORMATS: Readonly<Record<string, { fits: z.ZodType; problem: string }>> = {
  date: { fits: z.iso.date(), problem: "This is no date. Write it like 2027-03-31." },
  "date-time": { fits: z.iso.datetime({ offset: true }), problem: "This is no time with a date." },
  email: { fits: z.email(), problem: "This is no e-mail address." },
  uri: { fits: z.url(), problem: "This is no web address. Write it like https://example.com." },
};

/** What is wrong with a form, a JSON Schema of an object whose properties are its fields, in a sentence; null when it can be used. */
export function formProblem(form: JsonObject): string | null {
  const problem = schemaProblem(plain(form));
  if (problem !== null) return problem;
  if (form.type !== "object") return "A form is a JSON Schema of an object: it needs “type”: “object”.";
  const fields = Object.entries(fieldsOf(form));
  if (fields.length === 0) return "The form has no fields: it needs “properties”, one for each field.";
  if (fields.length > MOST_FIELDS)
    return `The form has ${fields.length} fields; ${MOST_FIELDS} are the most.`;
  const odd = fields.find(([, field]) => !isObject(field));
  return odd ? `The field “${odd[0]}” of the form says nothing about itself.` : null;
}

/**
 * In what an answer does not fit a form, one issue a field at most, under its name; what concerns the whole comes last. None when it fits.
 * @param form one of which {@link formProblem} says nothing
 */
export function answerIssues(answer: JsonObject, form: JsonObject): Issue[] {
  const required = Array.isArray(form.required) ? form.required : [];
  const fields = fieldsOf(form);
  const issues = Object.entries(fields).flatMap(([name, field]): Issue[] => {
    const value = Object.hasOwn(answer, name) ? answer[name] : undefined;
    const message = value === undefined ? (required.includes(name) ? NEEDED : null) : problemOf(value, field);
    return message === null ? [] : [{ path: [name], message }];
  });
  if (issues.length > 0) return issues;
  return misfits(answer, plain(form), "The answer").map((message) => ({ path: [], message }));
}

const NEEDED = "This is needed.";

function problemOf(value: Json, field: Json): string | null {
  if (!isObject(field)) return null;
  const [misfit] = misfits(value, plain(field), "This");
  if (misfit !== undefined) return misfit;
  const format = typeof field.format === "string" ? FORMATS[field.format] : undefined;
  return format && typeof value === "string" && !format.fits.safeParse(value).success ? format.problem : null;
}

function fieldsOf({ properties }: JsonObject): JsonObject {
  return isObject(properties) ? properties : {};
}

function plain(schema: JsonObject): JsonObject {
  return JsonObject.parse(withoutFormats(schema));
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
