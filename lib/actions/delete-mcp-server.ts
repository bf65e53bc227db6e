"use server";

import { deleteMcpServer as verb } from "#lib/services/delete-mcp-server.ts";
import { act } from "./act.ts";

/** Removes an MCP server. */
export async function deleteMcpServer(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
