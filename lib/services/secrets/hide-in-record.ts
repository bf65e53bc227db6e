import type { Json } from "#lib/domain/json.ts";
import { SlownessAnswer } from "#lib/domain/settings.ts";
import { mapTexts } from "#lib/guardrails/texts.ts";

/** Fields of our records with what a tool gave or was given, or a person wrote as a value: all within is theirs, numbers and names too. */
const GIVEN: ReadonlySet<string> = new Set(["input", "output", "result", "value", "schema"]);
/** Records by names that tools and people chose. */
const BY_NAME: ReadonlySet<string> = new Set(["args", "properties"]);
/** Records by ids of steps. */
const BY_STEP: ReadonlySet<string> = new Set(["dropped", "texts"]);
/** Fields with ids of our own, words of our enumerations, or times, beside those that are called so (OWN_NAME). */
const OWN: ReadonlySet<string> = new Set(
  `topic type kind op status waitingFor waitsFor skipCause sideEffect choice change cause
   ref of from to after since at steps kept added dropped`.split(/\s+/),
);
const OWN_NAME = /^ids?$|[a-z](?:Ids?|At)$/;
/** How ids, words of enumerations and times are written. */
const OWN_TEXT = /^[a-z0-9][\w.:-]{0,99}$/i;

/**
 * One of our records (a view, an event, a graph) with its texts changed that people, models and tools wrote. Ids, enumerations and numbers
 * of our own are not theirs: with one of them changed it would be no such record any more. What is not known to be ours is changed.
 * @param field the name of the field in which it stands; empty where that is no field of ours
 */
export function hideInRecord(value: Json, change: (text: string) => string, field = ""): Json {
  if (typeof value === "string") return isOwn(field, value) ? value : change(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((part) => hideInRecord(part, change, field));
  const isCall = "toolVersion" in value;
  const named = BY_NAME.has(field);
  const entries = Object.entries(value).map(([name, part]): [string, Json] => {
    if (named) return [change(name), hideInRecord(part, change)];
    if (BY_STEP.has(field)) return [name, hideInRecord(part, change)];
    if (GIVEN.has(name) || (isCall && name === "args")) return [name, mapTexts(part, change)];
    return [name, hideInRecord(part, change, name)];
  });
  return Object.fromEntries(entries);
}

function isOwn(field: string, text: string): boolean {
  // People answer in words of their own elsewhere.
  if (field === "answer") return SlownessAnswer.safeParse(text).success;
  return (OWN.has(field) || OWN_NAME.test(field)) && OWN_TEXT.test(text);
}
