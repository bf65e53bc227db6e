/**
 * Where a text that is JSON has the value at a path: the characters from `start` to before `end`. A part that is not there is looked
 * for in what would hold it.
 */
export function placeInJson(
  text: string,
  path: readonly (string | number)[],
): { start: number; end: number } {
  let at = skipSpace(text, 0);
  for (const key of path) {
    const found = partAt(text, at, key);
    if (found === null) break;
    at = found;
  }
  return { start: at, end: endOf(text, at) };
}

/** The line of a place, from 1. */
export function lineOf(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

function partAt(text: string, at: number, wanted: string | number): number | null {
  const isList = text[at] === "[";
  if (!isList && text[at] !== "{") return null;
  let next = skipSpace(text, at + 1);
  for (let index = 0; text[next] !== "]" && text[next] !== "}"; index++) {
    let key: unknown = index;
    if (!isList) {
      const end = endOf(text, next);
      key = JSON.parse(text.slice(next, end));
      // Past the colon.
      next = skipSpace(text, skipSpace(text, end) + 1);
    }
    if (key === wanted) return next;
    next = skipSpace(text, endOf(text, next));
    if (text[next] === ",") next = skipSpace(text, next + 1);
  }
  return null;
}

function endOf(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const character = text[i];
    if (character === '"') i = closingQuote(text, i);
    else if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth--;
    else if (depth > 0) continue;
    else {
      const [scalar = ""] = /^[^\s,\]}:]*/.exec(text.slice(i, i + 400)) ?? [];
      return i + scalar.length;
    }
    if (depth === 0) return i + 1;
  }
  return text.length;
}

function closingQuote(text: string, opening: number): number {
  let at = opening + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (/[ \t\n\r]/.test(text[at] ?? "")) at++;
  return at;
}
