import { createHash } from "node:crypto";
import { canonicalJson } from "#lib/domain/canonical-json.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import type { RunKey } from "./keys.ts";

/** The idempotency key of a tool call: the same for a repeat with identical arguments, whatever the order of their keys. */
export function callKey(
  key: Pick<RunKey, "runId"> & { stepId: string },
  call: { call: number; tool: string; args: JsonObject },
): string {
  const text = canonicalJson([key.runId, key.stepId, call.call, call.tool, call.args]);
  return createHash("sha256").update(text).digest("hex");
}
