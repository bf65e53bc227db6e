"use server";

import { disconnectMcpServer as verb } from "#lib/services/disconnect-mcp-server.ts";
import { act } from "./act.ts";

/** Signs out of an MCP server. */
export async function disconnectMcpServer(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
