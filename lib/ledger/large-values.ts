import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import { bytesOf, FileEncoding } from "#lib/domain/file-content.ts";
import { Id, newId, StepRunId } from "#lib/domain/ids.ts";
import { Json } from "#lib/domain/json.ts";
import { OutputFile } from "#lib/domain/run.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import type { RunKey } from "./keys.ts";
import { storable } from "./stored.ts";

/*
 * Where outputs, arguments and results are kept. JSON text of up to INLINE_BYTES stands in its own column, which hot statements
 * read; a longer one stands in large_values in parts, and the column holds a marker that names it. Everything that writes such a
 * column calls storeValue, and insertParts in the same transaction when there are parts; everything that needs the value back
 * calls loadValue. SQL in between may copy a marker (a call's result that becomes its step's output, the list that a map
 * joins): it goes on naming the same value, within the run.
 */

/** JSON text longer than this is kept apart. */
export const INLINE_BYTES = 256 * 1_024;
/** The length of a part in UTF-16 units, at most. */
export const PART_CHARS = 64 * 1_024;
/** How many parts one statement writes. */
const PARTS_AT_ONCE = 32;
/** What a marker keeps of an output that is large because of the files in it. */
const REST_CHARS = 32 * 1_024;

/** No value has this key: U+241B is written as an escape in everything that comes from a tool (see domain/storable.ts). */
const MARK = "\u241blarge";

/**
 * What stands in a column instead of a large value. `rest`: the value without the contents of its files, when only they made it
 * large; null otherwise.
 */
const LargeValue = z.object({
  id: Id,
  stepId: StepRunId,
  bytes: z.number().int(),
  chars: z.number().int(),
  files: z.array(OutputFile),
  rest: Json.nullable(),
});
export type LargeValue = z.infer<typeof LargeValue>;

/** The parts of a large value, each with its place in the text. */
export type LargeParts = { id: string; stepId: string; parts: { at: number; text: string }[] };

/** A value as it is written: the JSON text for its column (null for null), and the parts to be inserted in the same transaction. */
export type StoredValue = { json: string | null; large: LargeParts | null };

/** Turns a value of a step into what is written. It may be large: see {@link insertParts}. */
export function storeValue(stepId: string, value: Json): StoredValue {
  if (value === null) return { json: null, large: null };
  const text = storable(value);
  // A UTF-16 unit is three bytes at most; counting them is left out for what is certainly short.
  const bytes = text.length * 3 <= INLINE_BYTES ? text.length : Buffer.byteLength(text, "utf8");
  if (bytes <= INLINE_BYTES) return { json: text, large: null };
  const id = newId();
  const { files, rest } = withoutFiles(value);
  const marker: LargeValue = { id, stepId, bytes, chars: text.length, files, rest };
  return { json: `{${JSON.stringify(MARK)}:${storable(marker)}}`, large: { id, stepId, parts: split(text) } };
}

/** Writes the parts of a large value, in the transaction that writes its marker. */
export async function insertParts(tx: Tx, { workspaceId, runId }: RunKey, large: LargeParts): Promise<void> {
  for (let from = 0; from < large.parts.length; from += PARTS_AT_ONCE) {
    const parts = large.parts.slice(from, from + PARTS_AT_ONCE);
    await tx.$executeRaw`
      insert into large_values (workspace_id, run_id, step_id, part_of, part, text)
      select ${workspaceId}, ${runId}, ${large.stepId}, ${large.id}, part.at, part.text
      from unnest(${parts.map(({ at }) => at)}::int[], ${parts.map(({ text }) => text)}::text[]) as part(at, text)`;
  }
}

/**
 * Gives back what was stored: the value itself, whether it stands in its column or apart. Large values within it (items in the
 * list that a map joined) are put in as well. One whose parts retention has deleted is null.
 * @param stored what the column holds
 */
export async function loadValue(db: Db | Tx, key: RunKey, stored: Json): Promise<Json> {
  return (await load(db, key, stored)).value;
}

/** The same, but undefined when retention has deleted any of it. */
export async function loadWhole(db: Db | Tx, key: RunKey, stored: Json): Promise<Json | undefined> {
  const { value, gone } = await load(db, key, stored);
  return gone ? undefined : value;
}

async function load(db: Db | Tx, key: RunKey, stored: Json): Promise<{ value: Json; gone: boolean }> {
  const markers = markersIn(stored);
  if (markers.length === 0) return { value: restoreUnstorable(stored), gone: false };
  const texts = new Map<string, string>();
  for (const marker of markers) texts.set(marker.id, await textOf(db, key, marker));
  const value = replaceMarkers(stored, ({ id }) => {
    const text = texts.get(id);
    return text ? (JSON.parse(text) as Json) : null;
  });
  return { value: restoreUnstorable(value), gone: [...texts.values()].includes("") };
}

/** The large value that a column names, or null when the value stands in the column itself. */
export function largeValue(stored: unknown): LargeValue | null {
  if (typeof stored !== "object" || stored === null || !(MARK in stored)) return null;
  return LargeValue.parse(restoreUnstorable(Json.parse(stored[MARK])));
}

/** A piece of a large value's JSON text: what it holds, and where the next one begins (null after the last). */
export type TextPage = { text: string; next: number | null };

/** The part of a large value's JSON text that begins at `offset`; null when there is none (retention deletes parts). */
export async function loadPage(
  db: Db | Tx,
  { workspaceId, runId }: RunKey,
  value: LargeValue,
  offset: number,
): Promise<TextPage | null> {
  const [row] = await db.$queryRaw<{ part: number; text: string }[]>`
    select part, text from large_values
    where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${value.stepId} and part_of = ${value.id}
      and part <= ${offset}
    order by part desc
    limit 1`;
  if (!row || offset >= row.part + row.text.length) return null;
  const end = row.part + row.text.length;
  return { text: asShown(row.text.slice(offset - row.part)), next: end < value.chars ? end : null };
}

async function textOf(
  db: Db | Tx,
  { workspaceId, runId }: RunKey,
  { id, stepId }: LargeValue,
): Promise<string> {
  const rows = await db.$queryRaw<{ text: string }[]>(Prisma.sql`
    select text from large_values
    where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId} and part_of = ${id}
    order by part`);
  return rows.map(({ text }) => text).join("");
}

/** Escapes of domain/storable.ts as they stand in JSON text; a page shows them as JSON does. */
function asShown(text: string): string {
  return text.replace(/\u241b(0000|241b|d[89a-f][0-9a-f]{2})/g, (_, code: string) =>
    code === "241b" ? "\u241b" : `\\u${code}`,
  );
}

/** Cuts a text into parts, never within a surrogate pair or an escape of domain/storable.ts. */
function split(text: string): { at: number; text: string }[] {
  const parts: { at: number; text: string }[] = [];
  for (let at = 0; at < text.length;) {
    let end = Math.min(at + PART_CHARS, text.length);
    if (end < text.length) {
      const escape = text.lastIndexOf("\u241b", end - 1);
      if (escape > end - 5) end = escape;
      const unit = text.charCodeAt(end - 1);
      if (unit >= 0xd800 && unit <= 0xdbff) end--;
    }
    parts.push({ at, text: text.slice(at, end) });
    at = end;
  }
  return parts;
}

const WithFiles = z.looseObject({
  files: z.array(
    z.object({
      name: z.string(),
      mediaType: z.string(),
      content: z.string(),
      encoding: FileEncoding.optional(),
    }),
  ),
});

function withoutFiles(value: Json): { files: OutputFile[]; rest: Json } {
  const parsed = WithFiles.safeParse(value);
  if (!parsed.success) return { files: [], rest: null };
  const files = parsed.data.files.map(({ name, mediaType, ...content }) => ({
    name,
    mediaType,
    bytes: bytesOf(content),
  }));
  const rest = { ...(value as { [key: string]: Json }), files };
  return { files, rest: JSON.stringify(rest).length <= REST_CHARS ? rest : null };
}

function markersIn(value: Json): LargeValue[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(markersIn);
  const marker = largeValue(value);
  return marker ? [marker] : Object.values(value).flatMap(markersIn);
}

function replaceMarkers(value: Json, load: (marker: LargeValue) => Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => replaceMarkers(item, load));
  const marker = largeValue(value);
  if (marker) return load(marker);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceMarkers(item, load)]));
}
