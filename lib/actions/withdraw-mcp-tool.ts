"use server";

import { withdrawMcpTool as verb } from "#lib/services/withdraw-mcp-tool.ts";
import { act } from "./act.ts";

/** Takes the approval of an MCP server's tool back. */
export async function withdrawMcpTool(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
