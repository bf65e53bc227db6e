"use server";

import { deleteDocument as verb } from "#lib/services/delete-document.ts";
import { act } from "./act.ts";

/** Deletes a document. */
export async function deleteDocument(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
