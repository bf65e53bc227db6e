"use server";

import { approveMcpTool as verb } from "#lib/services/approve-mcp-tool.ts";
import { act } from "./act.ts";

/** Approves a tool of an MCP server. */
export async function approveMcpTool(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
