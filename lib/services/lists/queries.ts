import { DomainError } from "#lib/domain/errors.ts";

/** The words of a search as ILIKE patterns: each matches it anywhere in a text, as typed but for case. */
export function wordPatterns(query: string): { word: string; pattern: string }[] {
  const words = query.split(/\s+/).filter((word) => word !== "");
  return words.map((word) => ({ word, pattern: `%${word.replace(/[\\%_]/g, "\\$&")}%` }));
}

/** What to say to a cursor that no page gave. */
export function noSuchPage(): DomainError {
  const message = "This page does not exist any more. Start from the first one.";
  return new DomainError("invalid", message, { issues: [{ path: ["cursor"], message }] });
}
