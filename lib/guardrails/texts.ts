import type { Json } from "#lib/domain/json.ts";
import type { OutputPath } from "#lib/domain/step.ts";

/** A text within a JSON value, and where it is. */
export type FoundText = { path: OutputPath; text: string };

/** Most characters of a value that checks read; more would hold up every step for what nobody reads. */
const MOST_CHARACTERS = 2_000_000;

/**
 * Every text in a value with its path, up to a bound of characters in all.
 * @param keys whether names of properties are texts too: a table's headings are such names
 */
export function textsIn(value: Json, keys = false): FoundText[] {
  const found: FoundText[] = [];
  let left = MOST_CHARACTERS;
  const waiting: { path: OutputPath; value: Json }[] = [{ path: [], value }];
  for (let next = waiting.pop(); next && left > 0; next = waiting.pop()) {
    const { path, value: one } = next;
    if (typeof one === "string") {
      const text = one.slice(0, left);
      left -= text.length;
      found.push({ path, text });
    } else if (Array.isArray(one)) {
      for (let index = one.length - 1; index >= 0; index--)
        waiting.push({ path: [...path, index], value: one[index] ?? null });
    } else if (typeof one === "object" && one !== null) {
      for (const [key, part] of Object.entries(one).toReversed()) {
        waiting.push({ path: [...path, key], value: part });
        if (keys) waiting.push({ path: [...path, key], value: key });
      }
    }
  }
  return found;
}

/** The value with its texts changed; the same object where nothing changes. `keys` as in {@link textsIn}. */
export function mapTexts(value: Json, change: (text: string) => string, keys = false): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) {
    const parts = value.map((part) => mapTexts(part, change, keys));
    return parts.every((part, index) => part === value[index]) ? value : parts;
  }
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([key, part]): [string, Json] => [
      keys ? change(key) : key,
      mapTexts(part, change, keys),
    ]);
    const same = parts.every(([key, part]) => Object.hasOwn(value, key) && part === value[key]);
    return same ? value : Object.fromEntries(parts);
  }
  return value;
}

/** A part of a text: characters from `start` to before `end`, and what it is. */
export type Span = { start: number; end: number; what: string };

/** The text with these parts replaced by what they are, in brackets. Parts that overlap become one. */
export function masked(text: string, spans: readonly Span[]): string {
  let made = "";
  let at = 0;
  for (const { start, end, what } of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (end <= at) continue;
    if (start >= at) made += `${text.slice(at, start)}[${what}]`;
    at = end;
  }
  return made + text.slice(at);
}
