import { z } from "zod";
import { hasUnstorable } from "./characters.ts";

const UNSTORABLE =
  "has a character that cannot be kept (NUL or half of a surrogate pair). Remove it and try again.";

/**
 * A text that a model or another program wrote, in a form that can be kept: without NUL and half characters, trimmed, and cut to at
 * most `most` UTF-16 units between whole characters.
 */
export function storableText(text: string, most: number): string {
  const cut = text.replaceAll("\u0000", "").trim().slice(0, most);
  // A pair that the cut went through is left out; a half that was there before becomes U+FFFD.
  return cut.replace(/[\ud800-\udbff]$/, "").toWellFormed();
}

/** The same in one line. */
export function storableLine(text: string, most: number): string {
  return storableText(text.replace(/\s+/g, " "), most);
}

/** One line of text that a person typed: trimmed, not empty, no unstorable characters. */
export function line(name: string, max: number) {
  return z
    .string()
    .trim()
    .min(1, `${name} is empty.`)
    .max(max, `${name} is longer than ${max.toLocaleString("en")} characters.`)
    .refine((text) => !hasUnstorable(text), { message: `${name} ${UNSTORABLE}` });
}

/** Text that a person typed: kept as it is, may be empty, no unstorable characters. */
export function prose(name: string, max: number) {
  return z
    .string()
    .max(max, `${name} is longer than ${max.toLocaleString("en")} characters.`)
    .refine((text) => !hasUnstorable(text), { message: `${name} ${UNSTORABLE}` });
}
