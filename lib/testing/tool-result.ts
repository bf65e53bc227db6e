import { Socket } from "node:net";
import { createLogger } from "#lib/config/logger.ts";
import { ToolError, type Parking, type ToolContext, type ToolResult } from "#lib/tools/contract.ts";
import { guardedFetch } from "#lib/tools/http/guarded-fetch.ts";
import { fakeNet } from "./fake-web.ts";

/** The result of a call in a test of a tool that never waits. */
export async function resultOf<O>(call: Promise<ToolResult<O> | Parking>): Promise<ToolResult<O>> {
  const result = await call;
  if ("park" in result) throw new Error(`It waits: ${result.says}`);
  return result;
}

/** What a call has besides its arguments, for a tool that has no secrets, never waits and reaches nothing outside. */
export const UNATTENDED: Pick<ToolContext, "resumed" | "secret" | "look" | "runs" | "http" | "log"> = {
  resumed: null,
  secret: (name) => Promise.reject(new ToolError("no_secret", `There is no secret “${name}”.`)),
  look: (tool) => Promise.reject(new ToolError("unknown_tool", `There is no tool “${tool}”.`)),
  runs: {
    start: () => Promise.reject(new ToolError("no_such_plan", "There is no such plan.")),
    end: () => Promise.resolve(null),
  },
  http: guardedFetch({
    domains: { publicRead: true, hosts: [] },
    local: [],
    connect: fakeNet({}, () => new Socket()).connect,
  }),
  log: createLogger("test"),
};
