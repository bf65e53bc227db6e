import { findValues, withoutValues } from "#lib/domain/secret-text.ts";

/** How much of a JSON text is looked through at once, in UTF-16 units. */
const BLOCK = 256 * 1_024;
/** How many times longer than a value what it is written as may be: percent-encoded twice, a character of ASCII is five, another fifteen. */
const WRITTEN = 15;
/** How much of a long string is seen beside each place of it, even where all values are short. */
const BESIDE = 8 * 1_024;
/** How long a number of a tool's is at most: the database writes 1e308 with all its digits. */
const LONGEST_NUMBER = 400;

/** A piece of a JSON text. `within`: it begins within a string. */
type Piece = { text: string; within: boolean };

/**
 * The JSON text of a value that comes in pieces, with values of secrets hidden in its strings and numbers; it stays JSON: such a number
 * becomes a string. Little of it is held: a string that is longer than a block is looked through in parts that overlap, so that no value
 * lies across a border.
 */
export async function* hideInJson(
  texts: AsyncIterable<string>,
  values: readonly string[],
): AsyncGenerator<string> {
  const beside = besideOf(values);
  const block = Math.max(BLOCK, 4 * beside);
  let held: Piece = { text: "", within: false };
  for await (const text of texts) {
    held = { ...held, text: held.text + text };
    if (held.text.length < block) continue;
    const open = openString(held);
    if (!open) {
      // A number may go on in the next piece.
      const end = held.text.length - (/[-+.\w]*$/.exec(held.text.slice(-LONGEST_NUMBER))?.[0].length ?? 0);
      yield hideTexts({ ...held, text: held.text.slice(0, end) }, values);
      held = { text: held.text.slice(end), within: false };
      continue;
    }
    const before = { text: held.text.slice(0, open.start), within: held.within };
    if (held.text.length - open.start < block / 2) {
      // The string comes whole with the next pieces, its quote as well.
      yield hideTexts({ ...before, text: before.text.slice(0, -1) }, values);
      held = { text: held.text.slice(open.start - 1), within: false };
      continue;
    }
    const string = decoded(held.text.slice(open.start, open.end));
    const cut = placeBetween(findValues(string, values), Math.max(0, string.length - beside));
    yield hideTexts(before, values) + encoded(withoutValues(string.slice(0, cut), values));
    held = { text: encoded(string.slice(cut)) + held.text.slice(open.end), within: true };
  }
  yield hideTexts(held, values);
}

/** How much of a text beside a place must be seen to know whether a value is written across it. */
export function besideOf(values: readonly string[]): number {
  return Math.max(BESIDE, WRITTEN * Math.max(0, ...values.map(({ length }) => length)));
}

/** The first place from `at` on that is not within one of these parts of a text. */
export function placeBetween(found: readonly { start: number; end: number }[], at: number): number {
  const parts = found.toSorted((a, b) => a.start - b.start);
  return parts.reduce((place, { start, end }) => (start < place && end > place ? end : place), at);
}

function hideTexts(piece: Piece, values: readonly string[]): string {
  // Most pieces have none, which one look at the whole tells, as the escapes of JSON are read as well.
  if (findValues(piece.text, values).length === 0) return piece.text;
  let made = "";
  let done = 0;
  for (const { start, end } of stringsIn(piece)) {
    made += hideNumbers(piece.text.slice(done, start), values);
    const string = decoded(piece.text.slice(start, end));
    const hidden = withoutValues(string, values);
    made += hidden === string ? piece.text.slice(start, end) : encoded(hidden);
    done = end;
  }
  return made + hideNumbers(piece.text.slice(done), values);
}

/** What stands between strings, with each number that holds a value as a string. */
function hideNumbers(between: string, values: readonly string[]): string {
  const parts = findValues(between, values).toSorted((a, b) => a.start - b.start);
  let next = 0;
  return between.replaceAll(/-?\d[-+.\w]*/g, (number: string, at: number) => {
    while ((parts[next]?.end ?? Infinity) <= at) next++;
    if ((parts[next]?.start ?? Infinity) >= at + number.length) return number;
    const hidden = withoutValues(number, values);
    return hidden === number ? number : `"${hidden}"`;
  });
}

/** Where a piece's strings stand, without their quotes. `ended`: false for one of which more is to come; of that `end` is behind its last whole escape. */
type StringPart = { start: number; end: number; ended: boolean };

function* stringsIn({ text, within }: Piece): Generator<StringPart> {
  for (let start = within ? 0 : text.indexOf('"') + 1; within || start > 0;) {
    const { end, ended } = endOfString(text, start);
    yield { start, end, ended };
    if (!ended) return;
    start = text.indexOf('"', end + 1) + 1;
    within = false;
  }
}

/** The string in which a piece ends, or null when it ends between strings. */
function openString(piece: Piece): StringPart | null {
  let last: StringPart | null = null;
  for (const string of stringsIn(piece)) last = string;
  return last?.ended === false ? last : null;
}

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = "\\".charCodeAt(0);

function endOfString(text: string, start: number): { end: number; ended: boolean } {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return { end: at, ended: true };
    const length = code !== BACKSLASH ? 1 : text[at + 1] === "u" ? 6 : 2;
    if (at + length > text.length) break;
    at += length;
  }
  return { end: at, ended: false };
}

function decoded(inString: string): string {
  return JSON.parse(`"${inString}"`) as string;
}

function encoded(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
