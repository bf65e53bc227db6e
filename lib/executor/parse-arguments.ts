import type { JsonObject } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import type { Tool } from "#lib/tools/contract.ts";

/** Arguments that fit the tool: as they are recorded, and as its schema gives them (with defaults). */
export type Parsed = { ok: true; args: JsonObject; value: unknown } | { ok: false; error: StepError };

/**
 * Parses resolved arguments by the tool's input schema. An argument that is null because its step was skipped counts as left
 * out when the tool does not take null.
 */
export function parseArguments(tool: Tool, args: JsonObject): Parsed {
  const whole = tool.input.safeParse(args);
  if (whole.success) return { ok: true, args, value: whole.data };
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
  const rest = tool.input.safeParse(given);
  if (rest.success) return { ok: true, args: given, value: rest.data };
  const [issue] = rest.error.issues;
  const where = issue?.path.length ? `${issue.path.join(".")}: ` : "";
  const message = `${tool.title} cannot take these arguments (${where}${issue?.message ?? "they do not fit"}).`;
  return { ok: false, error: { code: "bad_input", message, retryable: false } };
}
