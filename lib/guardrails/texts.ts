import type { Json } from "#lib/domain/json.ts";
import type { OutputPath } from "#lib/domain/step.ts";

/** A text within a JSON value, and where it is. */
export type FoundText = { path: OutputPath; text: string };

/** Most characters of a value that checks read; more would hold up every step for what nobody reads. */
const MOST_CHARACTERS = 2_000_000;

/** Every text in a value with its path, keys left out, up to a bound of characters in all. */
export function textsIn(value: Json): FoundText[] {
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
      for (const [key, part] of Object.entries(one).toReversed())
        waiting.push({ path: [...path, key], value: part });
    }
  }
  return found;
}

/** The value with its texts changed; the same object where nothing changes. */
export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) {
    const parts = value.map((part) => mapTexts(part, change));
    return parts.every((part, index) => part === value[index]) ? value : parts;
  }
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([key, part]): [string, Json] => [key, mapTexts(part, change)]);
    return parts.every(([key, part]) => part === value[key]) ? value : Object.fromEntries(parts);
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
