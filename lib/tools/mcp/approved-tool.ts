import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "#lib/domain/canonical-json.ts";
import { JsonObject } from "#lib/domain/json.ts";
import { mcpStatusOf, type McpDefinition, type McpPlace } from "#lib/domain/mcp.ts";
import type { Reach, SideEffect, ToolSpec } from "#lib/domain/tool.ts";
import { withoutExpressions } from "./definition.ts";
import { McpOutput } from "./tool-result.ts";

/** A tool that an owner approved, as it was then, and how it stands with its server now. */
export type ApprovedTool = {
  /** Its name in plans. */
  name: string;
  /** `signedOut`: it wants an owner's sign-in, and nobody is signed in there. */
  server: { name: string; place: McpPlace; enabled: boolean; signedOut: boolean };
  definition: McpDefinition;
  approvedHash: string;
  /** Of what its server offers now; null: nothing any more. */
  offeredHash: string | null;
  sideEffect: SideEffect;
};

const TIMEOUT_SECONDS = 60;
const TYPICAL_SECONDS = 3;
/** A planning prompt carries the descriptions of all tools. */
const MOST_DESCRIBED = 2_000;

/** Why an approved tool cannot be called now, in a sentence; null when it can. */
export function whyUnavailable({ server, approvedHash, offeredHash }: ApprovedTool): string | null {
  if (!server.enabled) return `The MCP server “${server.name}” is switched off.`;
  if (server.signedOut)
    return `Nobody is signed in at the MCP server “${server.name}”. An owner must sign in there under Settings, MCP servers.`;
  const status = mcpStatusOf(offeredHash, approvedHash);
  if (status === "gone") return `The MCP server “${server.name}” does not have this tool any more.`;
  if (status === "changed")
    return `The MCP server “${server.name}” describes this tool otherwise than when it was approved. An owner must look at it under MCP servers.`;
  return null;
}

/**
 * An approved tool as everyone sees it. Its version covers what was approved, where its calls go and what they do to the world, so that a
 * run goes on with exactly the tool that it began with.
 */
export function specOfApproved(tool: ApprovedTool): ToolSpec {
  const { name, server, definition, approvedHash, sideEffect } = tool;
  const decisive: JsonObject = { name, approvedHash, sideEffect, place: JsonObject.parse(server.place) };
  const inputSchema = withoutExpressions(definition.inputSchema);
  return {
    name,
    version: createHash("sha256").update(canonicalJson(decisive)).digest("hex"),
    title: titleOf(tool),
    description: definition.description.slice(0, MOST_DESCRIBED),
    inputSchema,
    outputSchema:
      definition.outputSchema === null ? plainSchema : withoutExpressions(definition.outputSchema),
    sideEffect,
    reaches: reachOf(server.place),
    outside: true,
    sensitive: Object.keys(JsonObject.safeParse(inputSchema["properties"]).data ?? {}),
    timeoutSeconds: TIMEOUT_SECONDS,
    costMicros: null,
    typicalSeconds: TYPICAL_SECONDS,
    unavailable: whyUnavailable(tool),
  };
}

const plainSchema = JsonObject.parse(z.toJSONSchema(McpOutput, { io: "output" }));

/** What people call the tool; several servers may have one of the same title. */
export function titleOf({ definition, server }: Pick<ApprovedTool, "definition" | "server">): string {
  return `${definition.title ?? definition.name} (${server.name})`;
}

/**
 * Where calls go. Of a process of ours nobody but the installation knows: it goes nowhere by way of the guarded client, and what it is
 * given leaves all the same.
 */
function reachOf(place: McpPlace): Reach {
  const hosts = place.kind === "http" ? [new URL(place.url).host] : [];
  return { kind: "hosts", hosts, writes: true, posts: true };
}
