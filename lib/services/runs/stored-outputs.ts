import type { Db, Tx } from "#lib/db/client.ts";
import { tellApart } from "#lib/domain/file-content.ts";
import { Json } from "#lib/domain/json.ts";
import type { OutputFile, OutputText } from "#lib/domain/run.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { INLINE_BYTES, largeValue, loadPage, PART_CHARS } from "#lib/ledger/large-values.ts";
import { describeFile, filesOf, withoutContents } from "./output-files.ts";

/** What a page shows of a stored output: the value itself, or, of a large one, the beginning of its JSON text. */
export type ShownOutput = { output: Json; files: OutputFile[]; large: OutputText | null };

/** A stored output as a person sees it first; its files are named, not contained. */
export async function shownOutput(db: Db | Tx, key: RunKey, stored: unknown): Promise<ShownOutput> {
  const large = largeValue(stored);
  if (large) {
    const files = tellApart(large.files);
    const rest = withNames(large.rest, files);
    if (rest) return { output: rest, files, large: null };
    return { output: null, files, large: await outputText(db, key, stored, 0) };
  }
  const value = readable(stored);
  const files = filesOf(value).map(describeFile);
  const output = withoutContents(value);
  if (!isLarge(output)) return { output, files, large: null };
  return { output: null, files, large: await outputText(db, key, stored, 0) };
}

/**
 * A piece of an output's JSON text, from `offset` on.
 * @returns its text is null when it was deleted (see retention); null when there is nothing at that offset
 */
export async function outputText(
  db: Db | Tx,
  key: RunKey,
  stored: unknown,
  offset: number,
): Promise<OutputText | null> {
  const large = largeValue(stored);
  if (large) {
    const page = await loadPage(db, key, large, offset);
    const { bytes, chars } = large;
    if (page) return { bytes, chars, ...page };
    return offset < chars ? { bytes, chars, text: null, next: null } : null;
  }
  // The list that a map joined stands in its column however long it is.
  const text = JSON.stringify(readable(stored));
  if (offset >= text.length) return null;
  const end = Math.min(offset + PART_CHARS, text.length);
  return {
    bytes: Buffer.byteLength(text),
    chars: text.length,
    text: text.slice(offset, end),
    next: end < text.length ? end : null,
  };
}

/** An output without its files' contents, in which they are called as they can be had. */
function withNames(rest: Json, files: OutputFile[]): Json {
  return typeof rest === "object" && rest !== null && !Array.isArray(rest) ? { ...rest, files } : rest;
}

/** A stored value beside others (arguments, a call's result): what is large in it is only named. */
export function shownValue(stored: unknown): Json {
  const value = withoutContents(readable(stored));
  return isLarge(value) ? tooLarge(Buffer.byteLength(JSON.stringify(value))) : value;
}

/** The value in a column, with what stands apart only named. */
function readable(stored: unknown): Json {
  return restoreUnstorable(nameLarge(Json.parse(stored ?? null)));
}

function nameLarge(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(nameLarge);
  const large = largeValue(value);
  if (large) return large.rest ?? tooLarge(large.bytes);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, nameLarge(part)]));
}

function tooLarge(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB, too large to be shown here`;
}

function isLarge(value: Json): boolean {
  return JSON.stringify(value).length > INLINE_BYTES;
}
