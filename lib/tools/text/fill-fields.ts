import { JsonObject, type Json } from "#lib/domain/json.ts";
import { misfits } from "#lib/domain/fit-schema.ts";
import { withoutFormats } from "#lib/domain/usable-schema.ts";
import { parseAmount, toNumber } from "../metrics/decimal.ts";
import { nameWords } from "../metrics/read-columns.ts";
import type { Details } from "./find-details.ts";
import { stemOf } from "./words.ts";

/** A value found for a field, with the line of the text that it stands on. */
export type FoundField = { value: Json; line: number };

type Candidate = { text: string; number: number | null; date: string | null; line: number };

const AMOUNT_NAME = /\b(?:amount|price|cost|total|sum|budget|fee|revenue|spend|value|salary)\b/;
const DATE_NAME = /\b(?:date|day|deadline|due|when|start|end|until)\b/;

/**
 * Fills the fields of a JSON Schema's object from what a text's form tells: a line that begins with the field's name and a colon,
 * else what fits the field's kind (an e-mail address, a web address, a date, an amount). Nothing is guessed: a field for which
 * nothing fits is left out.
 */
export function fillFields(properties: JsonObject, details: Details): Map<string, FoundField> {
  const found = new Map<string, FoundField>();
  for (const [name, schema] of Object.entries(properties)) {
    if (typeof schema !== "object" || schema === null || Array.isArray(schema)) continue;
    const value = fieldOf(name, schema, details);
    if (value !== null) found.set(name, value);
  }
  return found;
}

function fieldOf(name: string, schema: JsonObject, details: Details): FoundField | null {
  const list = schema["type"] === "array";
  const items = schema["items"];
  const of = list && typeof items === "object" && items !== null && !Array.isArray(items) ? items : schema;
  const candidates = candidatesFor(name, schema, of, details);
  const fitting = candidates.flatMap((candidate): FoundField[] => {
    const value = asValue(candidate, of);
    return value !== null && misfits(value, plain(of)).length === 0 ? [{ value, line: candidate.line }] : [];
  });
  const [first] = fitting;
  if (!first) return null;
  if (!list) return first;
  const values = [...new Set(fitting.map(({ value }) => value))];
  return misfits(values, plain(schema)).length === 0 ? { value: values, line: first.line } : null;
}

/** A schema as values are checked by it. */
function plain(schema: JsonObject): JsonObject {
  return JsonObject.parse(withoutFormats(schema));
}

/** What may stand in a field, best first: the lines that name it; without one, all that is of its kind. */
function candidatesFor(name: string, schema: JsonObject, of: JsonObject, details: Details): Candidate[] {
  const names = [name, schema["title"]].flatMap((one) => (typeof one === "string" ? [stems(one)] : []));
  const named = details.pairs.filter((pair) => names.includes(stems(pair.name)));
  if (named.length > 0) return named.map(({ value, line }) => candidate(value, line, details));
  const words = nameWords(name);
  const { format, type } = of;
  const found = ({ text, line }: { text: string; line: number }) => candidate(text, line, details);
  if (format === "email" || /\be ?mail\b/.test(words)) return details.emails.map(found);
  if (format === "uri" || format === "url" || /\b(?:url|website|link)\b/.test(words))
    return details.urls.map(found);
  if (format === "date" || DATE_NAME.test(words)) {
    return details.dates.map(({ text, date, line }) => ({ text, number: null, date, line }));
  }
  if ((type === "number" || type === "integer") && AMOUNT_NAME.test(words)) {
    return details.amounts.map(({ text, value, line }) => ({ text, number: value, date: null, line }));
  }
  return [];
}

function stems(name: string): string {
  return nameWords(name).split(" ").map(stemOf).join(" ");
}

function candidate(text: string, line: number, details: Details): Candidate {
  const amount = details.amounts.find((one) => one.line === line && text.includes(one.text));
  const read = parseAmount(text);
  return {
    text,
    number: read ? toNumber(read.value) : (amount?.value ?? null),
    date: details.dates.find((one) => one.line === line && text.includes(one.text))?.date ?? null,
    line,
  };
}

function asValue({ text, number, date }: Candidate, { type, format }: JsonObject): Json {
  if (type === "number" || type === "integer") return number;
  if (type === "boolean") {
    if (/^(?:yes|true)\b/i.test(text)) return true;
    return /^(?:no|false)\b/i.test(text) ? false : null;
  }
  if (type !== undefined && type !== "string") return null;
  return format === "date" ? date : text.slice(0, 2_000);
}
