import { createLogger } from "#lib/config/logger.ts";
import { ToolError, type Parking, type ToolContext, type ToolResult } from "#lib/tools/contract.ts";

/** The result of a call in a test of a tool that never waits. */
export async function resultOf<O>(call: Promise<ToolResult<O> | Parking>): Promise<ToolResult<O>> {
  const result = await call;
  if ("park" in result) throw new Error(`It waits: ${result.says}`);
  return result;
}

/** What a call has besides its arguments, for a tool that has no secrets and never waits. */
export const UNATTENDED: Pick<ToolContext, "resumed" | "secret" | "log"> = {
  resumed: null,
  secret: (name) => Promise.reject(new ToolError("no_secret", `There is no secret “${name}”.`)),
  log: createLogger("test"),
};
