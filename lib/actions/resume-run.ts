"use server";

import { resumeRun as verb } from "#lib/services/resume-run.ts";
import { act } from "./act.ts";

/** Lets a paused run go on. */
export async function resumeRun(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
