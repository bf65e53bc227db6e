import { createHash } from "node:crypto";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { RunKey } from "./keys.ts";

/** The idempotency key of a tool call: the same for a repeat with identical arguments, whatever the order of their keys. */
export function callKey(
  key: Pick<RunKey, "runId"> & { stepId: string },
  call: { call: number; tool: string; args: JsonObject },
): string {
  const text = canonical([key.runId, key.stepId, call.call, call.tool, call.args]);
  return createHash("sha256").update(text).digest("hex");
}

/** JSON text with every object's keys in order: the same for equal values. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join(",")}}`;
}
