"use server";

import { revokeShareLink as verb } from "#lib/services/revoke-share-link.ts";
import { act } from "./act.ts";

/** Ends a link before its time. */
export async function revokeShareLink(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
