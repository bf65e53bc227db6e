"use server";

import { connectMcpServer as verb } from "#lib/services/connect-mcp-server.ts";
import { act } from "./act.ts";
import { signInAddress } from "./sign-in-address.ts";

/** Begins to sign in at an MCP server, and gives the address to go to. */
export async function connectMcpServer(input: Parameters<typeof verb>[0]["input"]) {
  return act(async (ctx) => {
    const from = { sessionId: ctx.session.sessionId, redirectUri: await signInAddress() };
    return verb({ ctx, input, from });
  });
}
