import { z } from "zod";
import type { McpPlace } from "#lib/domain/mcp.ts";
import type { SideEffect } from "#lib/domain/tool.ts";
import type { Tool, ToolContext } from "#lib/tools/contract.ts";
import type { ApprovedTool } from "#lib/tools/mcp/approved-tool.ts";
import { hashOf } from "#lib/tools/mcp/definition.ts";
import { withServer } from "#lib/tools/mcp/mcp-server.ts";
import { mcpTool, type McpDoor } from "#lib/tools/mcp/mcp-tool.ts";
import { resultOf, UNATTENDED } from "./tool-result.ts";

/** What a call of an MCP tool gets besides its arguments. */
export function callContext(changes: Partial<ToolContext> = {}): ToolContext {
  return {
    ...UNATTENDED,
    workspaceId: "w1",
    runId: "r",
    stepId: "s",
    goal: null,
    origins: [],
    now: new Date(0),
    signal: new AbortController().signal,
    idempotencyKey: "k",
    heartbeat: () => undefined,
    missing: [],
    asking: () => Promise.reject(new Error("It asks no model.")),
    write: () => undefined,
    db: {} as ToolContext["db"],
    ...changes,
  };
}

/** Gives tools of servers as they are now, as an owner would approve them. */
export function approvingBy(door: McpDoor) {
  return async (
    server: string,
    name: string,
    {
      place = { kind: "command" },
      with: means = callContext(),
      ...rest
    }: { place?: McpPlace; with?: ToolContext; sideEffect?: SideEffect } = {},
  ): Promise<{ tool: Tool; approved: ApprovedTool }> => {
    const { tools } = await withServer(
      { workspaceId: means.workspaceId, name: server, place },
      { ...means, ...door },
      (connection) => connection.listTools(means.signal),
    );
    const definition = tools.find((each) => each.name === name);
    if (!definition) throw new Error(`${server} has no ${name}.`);
    const hash = hashOf(definition);
    const approved: ApprovedTool = {
      name: `mcp.${server}.${name}`,
      server: { name: server, place, enabled: true, signedOut: false },
      definition,
      approvedHash: hash,
      offeredHash: hash,
      sideEffect: "once",
      ...rest,
    };
    return { tool: mcpTool(approved, door), approved };
  };
}

/** Calls a tool that does not wait. */
export async function callTool(tool: Tool, args: object, means = callContext()) {
  return resultOf(tool.run(args, means));
}

/** The text of a plain output. */
export function textOf({ output }: { output: unknown }): string {
  return z.object({ text: z.string() }).parse(output).text;
}
