"use server";

import { saveMcpServer as verb } from "#lib/services/save-mcp-server.ts";
import { act } from "./act.ts";

/** Adds an MCP server, or changes one. */
export async function saveMcpServer(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
