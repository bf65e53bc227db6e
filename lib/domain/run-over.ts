import type { RunStatus } from "./run.ts";

/** True when nothing goes on in the run unless a person reopens it. */
export function isRunOver(status: RunStatus): boolean {
  return status === "succeeded" || status === "failed" || status === "aborted";
}
