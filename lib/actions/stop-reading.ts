"use server";

import { stopReading as verb } from "#lib/services/stop-reading.ts";
import { act } from "./act.ts";

/** Stops the reading of a document's file. */
export async function stopReading(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
