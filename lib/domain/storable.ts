import type { Json } from "./json.ts";
import { hasUnstorable } from "./characters.ts";

/**
 * Postgres stores neither NUL nor a lone surrogate in text or jsonb, but tools return both. They are written as U+241B
 * (the sign for "escape", which prose hardly uses) and four hexadecimal digits; U+241B itself is written so too, which makes
 * the way back exact.
 */
const ESCAPE = "\u241b";
const NUL = "\u0000";
const UNSTORABLE = new RegExp(`[${NUL}${ESCAPE}]|\\p{Surrogate}`, "gu");
const ESCAPED = /\u241b(0000|241b|d[89a-f][0-9a-f]{2})/g;

/** Makes a value storable as jsonb. {@link restoreUnstorable} gives back exactly the same value. Keys are treated like values. */
export function escapeUnstorable(value: Json): Json {
  return mapStrings(value, (text) =>
    text.replace(UNSTORABLE, (char) => ESCAPE + char.charCodeAt(0).toString(16).padStart(4, "0")),
  );
}

/** Undoes {@link escapeUnstorable}. */
export function restoreUnstorable(value: Json): Json {
  return mapStrings(value, (text) =>
    text.replace(ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  );
}

/** A value with every string in it replaced; the very same value when no string changed, so that large outputs are not copied. */
export function mapStrings(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => mapStrings(item, change));
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  const entries = Object.entries(value);
  const changed = entries.map(([key, item]): [string, Json] => [change(key), mapStrings(item, change)]);
  const same = changed.every(([key, item], i) => key === entries[i]?.[0] && item === entries[i][1]);
  // fromEntries defines properties, so that a key named __proto__ stays a key.
  return same ? value : Object.fromEntries(changed);
}

/** Paths of all texts and keys in a value that Postgres cannot store. */
export function unstorablePaths(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value === "string") return hasUnstorable(value) ? [path] : [];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => unstorablePaths(item, [...path, i]));
  return Object.entries(value).flatMap(([key, item]) =>
    hasUnstorable(key) ? [path] : unstorablePaths(item, [...path, key]),
  );
}
