/** A part of a text, from `start` to before `end`. */
type TextPart = { start: number; end: number };

/** Shorter values are words of everybody's and are not looked for. */
const SHORTEST = 6;
/** Fewer letters and digits than this may stand one after another by chance when nothing else is read. */
const SHORTEST_FOLDED = 12;

/** A text as it reads once its escapes are undone; `from[i]` is where the i-th unit came from, with the end of the text behind. */
type Unescaped = { text: string; from: Uint32Array };

/**
 * Finds values in a text, as written and as they are commonly written in other texts: in Base64 (both alphabets, also amid other
 * bytes), percent-encoded, in hexadecimal, escaped as JSON and HTML do it, and any of this in another. Longer ones are found in other
 * cases too, backwards, as numbers of their characters, and whatever stands between their letters and digits that is neither.
 * @param values the same list for many texts is got ready once
 */
export function findValues(text: string, values: readonly string[]): TextPart[] {
  const forms = formsFor(values);
  if (forms === null || text.length < SHORTEST) return [];
  const found: TextPart[] = [];
  if ([...readings(text)].some((reading) => mayHold(reading, forms))) {
    const from = Uint32Array.from({ length: text.length + 1 }, (_, at) => at);
    for (const reading of unescapedReadings({ text, from }))
      found.push(...partsIn(reading.text, forms).map((part) => original(part, reading)));
  }
  const hidden = runsHolding(text, forms, MOST_LAYERS).filter(
    (run) => !found.some(({ start, end }) => start < run.end && end > run.start),
  );
  return [...found, ...hidden];
}

/**
 * What values look like in texts: exactly so, in the midst of Base64, or when only letters and digits are read. `signs`: of those the
 * ones that must be looked for beside the last to know whether there is anything, since they are too short for it.
 */
type Forms = { exact: string[]; inner: string[]; folded: string[]; signs: string[] };

const known = new WeakMap<readonly string[], Forms>();

function formsFor(values: readonly string[]): Forms | null {
  const long = values.filter(({ length }) => length >= SHORTEST);
  if (long.length === 0) return null;
  const made = known.get(values) ?? makeForms(long);
  known.set(values, made);
  return made;
}

function makeForms(values: readonly string[]): Forms {
  const exact = values.flatMap(exactForms);
  const inner = values.flatMap(base64Forms);
  const folded = [...new Set(values.flatMap(foldedForms))];
  const isCovered = (form: string) => {
    const plain = foldedText(form);
    return folded.some((one) => plain.includes(one));
  };
  return { exact, inner, folded, signs: [...exact, ...inner].filter((form) => !isCovered(form)) };
}

function mayHold(text: string, { signs, folded }: Forms): boolean {
  if (signs.some((form) => text.includes(form))) return true;
  if (folded.length === 0) return false;
  const plain = foldedText(text);
  return folded.some((form) => plain.includes(form));
}

function partsIn(text: string, { exact, inner, folded: plainForms }: Forms): TextPart[] {
  const plain = plainForms.length === 0 ? null : folded(text);
  return [
    ...exact.flatMap((form) => occurrences(text, form)),
    ...inner.flatMap((form) => occurrences(text, form)).map((part) => widened(part, text)),
    ...plainForms.flatMap((form) =>
      plain === null ? [] : occurrences(plain.text, form).map((part) => unfolded(part, plain)),
    ),
  ];
}

/** The text with everything that {@link findValues} finds replaced. */
export function withoutValues(text: string, values: readonly string[], by = "•••"): string {
  const parts = findValues(text, values).toSorted((a, b) => a.start - b.start || b.end - a.end);
  let made = "";
  let at = 0;
  for (const { start, end } of parts) {
    if (end <= at) continue;
    if (start >= at) made += text.slice(at, start) + by;
    at = end;
  }
  return made + text.slice(at);
}

/** As written, in hexadecimal, with a plus for each space as forms are sent, and as a number. */
function exactForms(value: string): string[] {
  const hex = hexOf(value);
  return [...new Set([value, value.replaceAll(" ", "+"), hex, hex.toUpperCase(), ...numberForms(value)])];
}

/** More digits than a number keeps are rounded where JSON holds them as one, which leaves most: as programs write that, and the database. */
function numberForms(value: string): string[] {
  if (!/^[1-9]\d{15,300}$/.test(value)) return [];
  const rounded = String(Number(value));
  const [digits = "", exponent = ""] = rounded.replace(".", "").split("e+");
  return [rounded, digits.padEnd(Number(exponent) + 1, "0")];
}

/**
 * What every Base64 text has in it that holds the value, wherever in the encoded bytes it stands: six bits a character, so three
 * forms, each without the characters that its neighbours have a say in.
 */
function base64Forms(value: string): string[] {
  const forms = [0, 1, 2].flatMap((before) => {
    const padded = "\0".repeat(before) + binaryOf(value);
    const inner = btoa(padded).slice(Math.ceil((before * 8) / 6), Math.floor((padded.length * 8) / 6));
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return [...new Set(forms)];
}

/** The value and its codes by their letters and digits alone, where that is long enough not to be there by chance. */
function foldedForms(value: string): string[] {
  const plain = foldedText(value);
  if (plain.length < SHORTEST_FOLDED) return [];
  const numbers = (text: string) => Array.from(text, (one) => one.charCodeAt(0)).join("");
  const encoded = [...base64Forms(value), hexOf(value)].map((form) => foldedText(form));
  const forms = [plain, Array.from(plain).toReversed().join(""), numbers(binaryOf(value)), ...encoded];
  return [...new Set(forms)].filter(({ length }) => length >= SHORTEST_FOLDED);
}

function hexOf(value: string): string {
  return Array.from(bytesOf(value), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A character for each byte of UTF-8. */
function binaryOf(value: string): string {
  return Array.from(bytesOf(value), (byte) => String.fromCharCode(byte)).join("");
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/**
 * A text by its letters and digits alone, those of ASCII in lower case: without spaces, signs, breaks, marks above letters and what cannot
 * be seen, with letters of full width and of invisible tags as those they stand for.
 */
function folded(text: string): Unescaped {
  const from = new Uint32Array(text.length + 1);
  return { text: foldedText(text, from), from };
}

/** @param from takes where each character came from */
function foldedText(text: string, from: Uint32Array | null = null): string {
  const codes = new Uint16Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const read = code < 0x80 ? (LETTERS[code] ?? 0) : foldedCode(code, text.charCodeAt(at - 1));
    if (read === 0) continue;
    codes[length] = read;
    if (from !== null) from[length] = at;
    length++;
  }
  return UTF_16.decode(codes.subarray(0, length));
}

/** Of each code of ASCII the letter or digit that it is, in lower case; 0 for all others. */
const LETTERS = Uint8Array.from({ length: 0x80 }, (_, code) =>
  /[a-z0-9]/i.test(String.fromCharCode(code)) ? String.fromCharCode(code).toLowerCase().charCodeAt(0) : 0,
);
const UTF_16 = new TextDecoder("utf-16le");
/** The first half of each pair that stands for an invisible tag. */
const TAG = 0xdb40;

/** @returns 0 for what is left out */
function foldedCode(code: number, before: number): number {
  if (code >= 0xff01 && code <= 0xff5e) return LETTERS[code - 0xfee0] ?? 0;
  if (before === TAG && code >= 0xdc20 && code <= 0xdc7e) return LETTERS[code - 0xdc00] ?? 0;
  const left =
    code < 0xc0 ||
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x2000 && code <= 0x206f) ||
    (code >= 0x3000 && code <= 0x3003) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xfeff ||
    code === TAG;
  return left ? 0 : code;
}

/** With the characters at both ends that hold a few bits of the value, and the padding. */
function widened({ start, end }: TextPart, text: string): TextPart {
  const isOne = (at: number) => /[\w+/-]/.test(text[at] ?? "");
  let [from, to] = [start, end];
  if (isOne(from - 1)) from--;
  if (isOne(to)) to++;
  while (text[to] === "=" && to < end + 3) to++;
  return { start: from, end: to };
}

function occurrences(text: string, form: string): TextPart[] {
  const parts: TextPart[] = [];
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length)) {
    parts.push({ start: at, end: at + form.length });
  }
  return parts;
}

function original({ start, end }: TextPart, { from }: Unescaped): TextPart {
  return { start: from[start] ?? 0, end: from[end] ?? 0 };
}

/** To the last character that was read, without what was left out behind it. */
function unfolded({ start, end }: TextPart, { from }: Unescaped): TextPart {
  return { start: from[start] ?? 0, end: (from[end - 1] ?? 0) + 1 };
}

/** Escapes of texts, each with how it is undone. A run of percent signs is read as a whole: a character beyond ASCII has several. */
const ESCAPES: readonly { sign: string; escape: RegExp; decode: (...match: string[]) => string }[] = [
  {
    sign: "%",
    escape: /(?:%[0-9a-f]{2})+/gi,
    decode: (run) => {
      const bytes = run.match(/[0-9a-f]{2}/gi) ?? [];
      return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
    },
  },
  {
    sign: "\\",
    escape: /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(.))/gis,
    decode: (_, long, short, sign = "") => {
      const code = long ?? short;
      return code ? String.fromCharCode(Number.parseInt(code, 16)) : (SIGNS[sign] ?? sign);
    },
  },
  {
    sign: "&",
    escape: /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    decode: (whole, decimal, hex, name = "") => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : null;
      if (code === null) return NAMED[name.toLowerCase()] ?? whole;
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  },
];
/** Texts within texts that are read: an address in an address, JSON in JSON, Base64 in Base64. */
const MOST_LAYERS = 2;

/** The text, and how it reads without its escapes and without those of a text within it. */
function readings(text: string): Set<string> {
  const all = new Set([text]);
  let last: Set<string> = all;
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const inner = [...last].flatMap((outer) =>
      ESCAPES.filter(({ sign }) => outer.includes(sign)).map(({ escape, decode }) =>
        outer.replaceAll(escape, decode),
      ),
    );
    last = new Set(inner.filter((one) => !all.has(one)));
    for (const one of last) all.add(one);
  }
  return all;
}

/** The same readings, with where each of their characters came from. */
function unescapedReadings(reading: Unescaped, layers = MOST_LAYERS): Unescaped[] {
  if (layers === 0) return [reading];
  const inner = ESCAPES.flatMap(({ escape, decode }) => unescaped(reading, escape, decode) ?? []);
  return [reading, ...inner.flatMap((plain) => unescapedReadings(plain, layers - 1))];
}

/** Runs of Base64 or hexadecimal in which a value is written in another way yet, each as a whole. */
function runsHolding(text: string, forms: Forms, layers: number): TextPart[] {
  const runs = longRuns(text).map((part) => ({
    part,
    plain: decodedRuns(text.slice(part.start, part.end)).join("\n"),
  }));
  const holds = (plain: string) =>
    [...readings(plain)].some((reading) => mayHold(reading, forms)) ||
    (layers > 1 && runsHolding(plain, forms, layers - 1).length > 0);
  // Most texts with such runs have none, which one look at all of them tells.
  if (runs.length === 0 || !holds(runs.map(({ plain }) => plain).join("\n"))) return [];
  return runs.filter(({ plain }) => holds(plain)).map(({ part }) => part);
}

/** Shorter runs are words, and cannot hold a value twice encoded. */
const SHORTEST_RUN = 24;
/** The codes that Base64 has in both alphabets. */
const ENCODED = Uint8Array.from({ length: 0x80 }, (_, code) =>
  /[\w+/-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Where a text has nothing but characters of Base64 for long. Most of them are skipped: a run has one at every so many places. */
function longRuns(text: string): TextPart[] {
  const isOne = (at: number) => ENCODED[text.charCodeAt(at)] === 1;
  const runs: TextPart[] = [];
  let begin = 0;
  while (begin + SHORTEST_RUN <= text.length) {
    let at = begin + SHORTEST_RUN - 1;
    while (at >= begin && isOne(at)) at--;
    if (at >= begin) {
      begin = at + 1;
      continue;
    }
    let end = begin + SHORTEST_RUN;
    while (isOne(end)) end++;
    const start = begin;
    begin = end + 1;
    while (text[end] === "=" && end < begin + 1) end++;
    runs.push({ start, end });
  }
  return runs;
}

/** What a run holds, wherever in it what was encoded begins. */
function decodedRuns(run: string): string[] {
  const plain = run.replaceAll("-", "+").replaceAll("_", "/").replaceAll("=", "");
  const texts = [0, 1, 2, 3].map((skip) => {
    const part = plain.slice(skip);
    return atob(part.slice(0, part.length - (part.length % 4 === 1 ? 1 : 0)));
  });
  if (!/^[0-9a-f]+$/i.test(run)) return texts;
  const bytes = run.match(/../g) ?? [];
  return [...texts, bytes.map((byte) => String.fromCharCode(Number.parseInt(byte, 16))).join("")];
}

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const SIGNS: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** @returns null when there is no escape in it */
function unescaped(
  { text, from }: Unescaped,
  escape: RegExp,
  decode: (...match: string[]) => string,
): Unescaped | null {
  // No escape is shorter than what it stands for.
  const positions = new Uint32Array(text.length + 1);
  const pieces: string[] = [];
  let [at, length] = [0, 0];
  const keep = (to: number) => {
    positions.set(from.subarray(at, to), length);
    pieces.push(text.slice(at, to));
    length += to - at;
  };
  for (const match of text.matchAll(escape)) {
    const [escaped] = match;
    keep(match.index);
    at = match.index + escaped.length;
    const plain = decode(...match);
    let source = match.index;
    for (const character of plain) {
      for (let unit = 0; unit < character.length; unit++) positions[length++] = from[source] ?? 0;
      // Of a run of escapes each byte has three characters; a single escape is one character and ends here.
      source = Math.min(at, source + 3 * bytesIn(character));
    }
    pieces.push(plain);
  }
  if (at === 0) return null;
  keep(text.length);
  positions[length] = from[text.length] ?? 0;
  return { text: pieces.join(""), from: positions };
}

function bytesIn(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
