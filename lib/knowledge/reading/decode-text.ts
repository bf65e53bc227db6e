import { UnreadableFile } from "./unreadable-file.ts";

/** A file's text, and what a reader should know of how it was got. */
export type DecodedText = { text: string; notes: string[] };

/** Control characters that stand in no text: a file with many of them is none. */
// eslint-disable-next-line no-control-regex -- controls are what is looked for
const CONTROLS = /[\u0001-\u0008\u000e-\u001a\u001c-\u001f]/g;
const CONTROL_SHARE = 0.01;
const LOOKED_AT = 64 * 1_024;

/**
 * Reads bytes as text: by their byte order mark, else as UTF-8, else as UTF-16 where every other byte is zero, else as Windows-1252
 * (what Latin-1 means in practice), which is said in a note. Characters that cannot be stored are taken out, with a note.
 * @param declared an encoding that the file itself names, which counts when it is not UTF-8
 * @throws UnreadableFile when it is no text
 */
export function decodeText(bytes: Uint8Array, declared: string | null = null): DecodedText {
  const notes: string[] = [];
  const decoded = decode(bytes, declared, notes);
  const begin = decoded.slice(0, LOOKED_AT);
  if ((begin.match(CONTROLS)?.length ?? 0) > begin.length * CONTROL_SHARE) {
    throw new UnreadableFile("It is no text: it holds bytes that no text has.");
  }
  const clean = decoded.replaceAll("\u0000", "").toWellFormed();
  if (clean.length < decoded.length) {
    if (decoded.length - clean.length > Math.max(decoded.length / 10, 16))
      throw new UnreadableFile("It is no text: it holds bytes that no text has.");
    notes.push("NUL characters were left out.");
  }
  return { text: clean, notes };
}

function decode(bytes: Uint8Array, declared: string | null, notes: string[]): string {
  const mark = markOf(bytes);
  if (mark) return new TextDecoder(mark).decode(bytes);
  const wide = withoutMark(bytes);
  if (wide) {
    notes.push(`It was read as ${wide === "utf-16le" ? "UTF-16" : "UTF-16 (big-endian)"} text.`);
    return new TextDecoder(wide).decode(bytes);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // It is not UTF-8: what it may be instead comes below.
  }
  const named = declared === null ? null : decoderFor(declared);
  if (named && named.encoding !== "utf-8") return named.decode(bytes);
  notes.push(
    "It is not saved as UTF-8 and was read as Western European (Windows-1252): look at its accents and symbols.",
  );
  return new TextDecoder("windows-1252").decode(bytes);
}

function decoderFor(label: string): TextDecoder | null {
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

function markOf(bytes: Uint8Array): string | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return null;
}

/** UTF-16 without a mark: most characters of western texts have a zero in the one byte and none in the other. */
function withoutMark(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const length = Math.min(bytes.length, LOOKED_AT) & ~1;
  if (length < 4 || bytes.length % 2 !== 0) return null;
  const zeros: [number, number] = [0, 0];
  for (let at = 0; at < length; at++) if (bytes[at] === 0) zeros[(at & 1) as 0 | 1]++;
  const half = length / 2;
  if (zeros[1] > half * 0.4 && zeros[0] < half * 0.05) return "utf-16le";
  if (zeros[0] > half * 0.4 && zeros[1] < half * 0.05) return "utf-16be";
  return null;
}
