import type { Json } from "#lib/domain/json.ts";
import { escapeUnstorable } from "#lib/domain/storable.ts";

/** What came from a tool, as JSON text that jsonb takes. */
export function storable(value: Json): string {
  return JSON.stringify(escapeUnstorable(value));
}

/** A sentence that came from a tool, as text that Postgres takes. */
export function storableText(text: string): string {
  return escapeUnstorable(text) as string;
}
