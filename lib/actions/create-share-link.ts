"use server";

import { createShareLink as verb } from "#lib/services/create-share-link.ts";
import { act } from "./act.ts";

/** Makes a link by which anybody may look at a plan or a finished run. */
export async function createShareLink(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
