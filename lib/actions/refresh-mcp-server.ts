"use server";

import { refreshMcpServer as verb } from "#lib/services/refresh-mcp-server.ts";
import { act } from "./act.ts";

/** Has an MCP server's tools read anew. */
export async function refreshMcpServer(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
