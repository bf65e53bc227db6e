import type { Json } from "#lib/domain/json.ts";
import { escapeUnstorable } from "#lib/domain/storable.ts";

/** In JSON text whatever {@link escapeUnstorable} would change stands out, and most values have none of it. */
const SUSPECT = /\\u(?:0000|d[89a-f])|\u241b/;

/** What came from a tool, as JSON text that jsonb takes. */
export function storable(value: Json): string {
  const text = JSON.stringify(value);
  return SUSPECT.test(text) ? JSON.stringify(escapeUnstorable(value)) : text;
}

/** A sentence that came from a tool, as text that Postgres takes. */
export function storableText(text: string): string {
  return escapeUnstorable(text) as string;
}
