import type { Json } from "#lib/domain/json.ts";
import type { OutputPath } from "#lib/domain/step.ts";

/** What is read of a value: its texts, the names of its properties (a table's headings are such names), its numbers as they are written. */
export type TextKind = "text" | "name" | "number";

/** A text within a JSON value, and where it is. */
export type FoundText = { path: OutputPath; text: string; kind: TextKind };

/** Every text in a value with its path, in the order in which the value is written. */
export function textsIn(value: Json, kinds: readonly TextKind[] = ["text"]): FoundText[] {
  const found: FoundText[] = [];
  const waiting: { path: OutputPath; value: Json; kind: TextKind }[] = [{ path: [], value, kind: "text" }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { path, value: one, kind } = next;
    if (typeof one === "string") {
      if (kinds.includes(kind)) found.push({ path, text: one, kind });
    } else if (typeof one === "number") {
      if (kinds.includes("number")) found.push({ path, text: String(one), kind: "number" });
    } else if (Array.isArray(one)) {
      for (let index = one.length - 1; index >= 0; index--)
        waiting.push({ path: [...path, index], value: one[index] ?? null, kind: "text" });
    } else if (typeof one === "object" && one !== null) {
      for (const [name, part] of Object.entries(one).toReversed())
        waiting.push(
          { path: [...path, name], value: part, kind: "text" },
          { path: [...path, name], value: name, kind: "name" },
        );
    }
  }
  return found;
}

/**
 * The value with its texts of all kinds changed, in the order of {@link textsIn}; the same object where nothing changes. A number that
 * changes becomes a text.
 */
export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (typeof value === "number") {
    const [written, made] = [String(value), change(String(value))];
    return made === written ? value : made;
  }
  if (Array.isArray(value)) {
    const parts = value.map((part) => mapTexts(part, change));
    return parts.every((part, index) => part === value[index]) ? value : parts;
  }
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([name, part]): [string, Json] => [
      change(name),
      mapTexts(part, change),
    ]);
    const same = parts.every(([name, part]) => Object.hasOwn(value, name) && part === value[name]);
    return same ? value : Object.fromEntries(parts);
  }
  return value;
}

/** A part of a text: characters from `start` to before `end`, and what it is. */
export type Span = { start: number; end: number; what: string };

/**
 * Looks for something in texts. `suspects` tells far faster whether it may be there: where it says no there is nothing, neither in the
 * text nor in any part of it that stands between line breaks. So many short texts are asked about as one.
 */
export type Detector = { suspects: (text: string) => boolean; find: (text: string) => Span[] };

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
