"use server";

import { saveDocument as verb } from "#lib/services/save-document.ts";
import { act } from "./act.ts";

/** Adds a document, or replaces the one of that name. */
export async function saveDocument(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
