import type { z } from "zod";

/** An object read from what a model wrote, or what is wrong with it in a sentence. */
export type ParsedObject<T> = { ok: true; value: T } | { ok: false; problem: string };

/**
 * Reads the JSON object of a model's answer: the whole text, or the largest object within prose or a code fence that the schema
 * takes.
 */
export function parseObject<T>(text: string, schema: z.ZodType<T>): ParsedObject<T> {
  const found = objectsIn(text);
  if (found.length === 0) return { ok: false, problem: "There is no complete JSON object in it." };
  let problem = "";
  for (const value of found) {
    const parsed = schema.safeParse(value);
    if (parsed.success) return { ok: true, value: parsed.data };
    problem ||= parsed.error.issues
      .slice(0, 5)
      .map(({ path, message }) => `${path.length === 0 ? "the object" : path.join(".")}: ${message}`)
      .join("; ");
  }
  return { ok: false, problem: `${problem}.` };
}

/** JSON objects that stand in a text, the longest first; what lies within another one is not looked at. */
function objectsIn(text: string): unknown[] {
  const whole = parsed(text);
  if (whole !== undefined) return [whole];
  const spans: { value: unknown; length: number }[] = [];
  let misses = 0;
  for (let start = text.indexOf("{"); start >= 0 && misses < 50;) {
    const end = objectEnd(text, start);
    const value = end === null ? undefined : parsed(text.slice(start, end));
    if (value !== undefined && end !== null) spans.push({ value, length: end - start });
    else misses++;
    start = text.indexOf("{", value !== undefined && end !== null ? end : start + 1);
  }
  return spans.toSorted((a, b) => b.length - a.length).map(({ value }) => value);
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Where the object that begins at `start` ends (exclusive); null when it does not. */
export function objectEnd(text: string, start: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === "\\") at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}
