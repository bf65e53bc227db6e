import { findValues } from "#lib/domain/secret-text.ts";

/**
 * A page of a JSON text with values of secrets hidden, also of those that begin before it or end behind it: of them what stands on the
 * page. Where strings begin nobody knows here, so that quotes and what is between strings stay as they are: pages together remain JSON.
 * @param beside what stands before and behind the page, as much as a value may take (besideOf)
 */
export function hideInPage(
  page: string,
  beside: { before: string; behind: string },
  values: readonly string[],
): string {
  const text = beside.before + page + beside.behind;
  const last = text.length - beside.behind.length;
  let made = "";
  let done = beside.before.length;
  for (const part of findValues(text, values).toSorted((a, b) => a.start - b.start)) {
    const start = behindEscape(text, Math.max(done, part.start));
    const end = Math.min(last, behindEscape(text, part.end));
    if (end <= start) continue;
    made += text.slice(done, start) + masked(text.slice(start, end));
    done = end;
  }
  return made + text.slice(done, last);
}

/** A place, or behind the escape of JSON that it is within: half of one would make another of what follows. */
function behindEscape(text: string, at: number): number {
  const [, before = ""] =
    /(?:^|[^\\])(?:\\\\)*(\\(?:u[\da-f]{0,3})?)$/i.exec(text.slice(Math.max(0, at - 64), at)) ?? [];
  if (before === "") return at;
  const length = before.length > 1 || text[at] === "u" ? 6 : 2;
  return Math.min(text.length, at - before.length + length);
}

/** What stands between quotes as dots, but not what is between strings. */
function masked(part: string): string {
  return part.replace(/(?:\\u[\da-f]{4}|\\.|[^"\\])+/gis, (run) =>
    /[\p{L}\p{N}\\]/u.test(run) ? "•••" : run,
  );
}
