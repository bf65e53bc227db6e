"use server";

import { switchMcpServer as verb } from "#lib/services/switch-mcp-server.ts";
import { act } from "./act.ts";

/** Switches an MCP server on or off. */
export async function switchMcpServer(input: Parameters<typeof verb>[0]["input"]) {
  return act((ctx) => verb({ ctx, input }));
}
