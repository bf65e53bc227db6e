/** A part of a text, from `start` to before `end`. */
type TextPart = { start: number; end: number };

/** Shorter values are words of everybody's and are not looked for. */
const SHORTEST = 6;

/** A text as it reads once its escapes are undone; `from[i]` is where the i-th unit came from, with the end of the text behind. */
type Unescaped = { text: string; from: Uint32Array };

/**
 * Finds values in a text, as written and as they are commonly written in other texts: in Base64 (both alphabets, also amid other
 * bytes), percent-encoded, in hexadecimal and escaped as JSON does it.
 */
export function findValues(text: string, values: readonly string[]): TextPart[] {
  const known = values.filter((value) => value.length >= SHORTEST);
  if (known.length === 0 || text.length < SHORTEST) return [];
  const readings = readingsOf(text);
  return known.flatMap((value) => {
    const forms = [...formsOf(value)];
    const inner = [...base64Forms(value)];
    return [
      ...forms.flatMap((form) => occurrences(text, form)),
      ...inner.flatMap((form) => occurrences(text, form)).map((part) => widened(part, text)),
      ...readings.flatMap((reading) => [
        ...forms.flatMap((form) => occurrences(reading.text, form)).map((part) => original(part, reading)),
        ...inner
          .flatMap((form) => occurrences(reading.text, form))
          .map((part) => original(widened(part, reading.text), reading)),
      ]),
    ];
  });
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

/** As written, in hexadecimal, and with a plus for each space as forms are sent. */
function formsOf(value: string): Set<string> {
  const hex = Array.from(bytesOf(value), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return new Set([value, value.replaceAll(" ", "+"), hex, hex.toUpperCase()]);
}

/**
 * What every Base64 text has in it that holds the value, wherever in the encoded bytes it stands: six bits a character, so three
 * forms, each without the characters that its neighbours have a say in.
 */
function base64Forms(value: string): Set<string> {
  const bytes = bytesOf(value);
  const forms = [0, 1, 2].flatMap((before) => {
    const padded = "\0".repeat(before) + Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    const inner = btoa(padded).slice(Math.ceil((before * 8) / 6), Math.floor((padded.length * 8) / 6));
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return new Set(forms);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
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

/** The text without its escapes, and without those of a text within it: an address in an address, JSON in JSON. */
function readingsOf(text: string): Unescaped[] {
  if (!/[%\\]/.test(text)) return [];
  const from = new Uint32Array(text.length + 1);
  for (let at = 0; at < from.length; at++) from[at] = at;
  const once = [withoutPercent, withoutJson].flatMap((read) => read({ text, from }) ?? []);
  const twice = once.flatMap((reading) => [withoutPercent(reading) ?? [], withoutJson(reading) ?? []].flat());
  return [...once, ...twice];
}

const SIGNS: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function withoutJson(reading: Unescaped): Unescaped | null {
  return unescaped(reading, /\\(?:u([0-9a-f]{4})|(.))/gis, (_, code, sign = "") =>
    code ? String.fromCharCode(Number.parseInt(code, 16)) : (SIGNS[sign] ?? sign),
  );
}

/** A run of escapes is read as a whole: a character beyond ASCII has several. */
function withoutPercent(reading: Unescaped): Unescaped | null {
  return unescaped(reading, /(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = run.match(/[0-9a-f]{2}/gi) ?? [];
    return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
  });
}

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
