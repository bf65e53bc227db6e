import { z } from "zod";
import { Json } from "#lib/domain/json.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { compileSchema, schemaRoot } from "#lib/domain/json-schema.ts";
import { ToolError, type Tool, type ToolContext } from "../contract.ts";
import { specOfApproved, titleOf, whyUnavailable, type ApprovedTool } from "./approved-tool.ts";
import { callFailure } from "./failure.ts";
import { withServer } from "./mcp-server.ts";
import type { McpProcesses } from "./processes.ts";
import type { SignIn } from "./sign-in/sign-in.ts";
import { outputOf } from "./tool-result.ts";

/** What reaches servers, and what is told when one turns out to describe a tool otherwise than it was approved. */
export type McpDoor = {
  processes: McpProcesses;
  /** Null: nobody signs in at the server. */
  signIn: SignIn | null;
  onChanged: () => Promise<void>;
};

/** An approved tool as the executor uses it. Its arguments and outputs stay as they are: its schemas only check them. */
export function mcpTool(approved: ApprovedTool, door: McpDoor): Tool {
  const { inputSchema, outputSchema, ...spec } = specOfApproved(approved);
  return {
    name: spec.name,
    title: spec.title,
    description: spec.description,
    input: checkedBy(inputSchema, z.record(z.string(), Json)),
    output: checkedBy(outputSchema, Json),
    sideEffect: spec.sideEffect,
    timeoutSeconds: spec.timeoutSeconds,
    typicalSeconds: spec.typicalSeconds,
    costMicros: spec.costMicros,
    ...(spec.reaches && { reaches: spec.reaches }),
    outside: true,
    sensitive: spec.sensitive ?? [],
    unavailable: () => whyUnavailable(approved),
    run: (args, context) => call(approved, door, args as JsonObject, context),
  };
}

function checkedBy(schema: JsonObject, shape: z.ZodType<Json>): z.ZodType<Json> {
  return shape.check(({ value, issues }) => {
    const checked = compileSchema(schemaRoot(schema)).safeParse(value);
    for (const issue of checked.error?.issues ?? [])
      issues.push({ code: "custom", input: value, path: [...issue.path], message: issue.message });
  });
}

async function call(approved: ApprovedTool, door: McpDoor, args: JsonObject, context: ToolContext) {
  const { server, definition, approvedHash } = approved;
  const { signal, heartbeat, now, workspaceId } = context;
  const structured = definition.outputSchema !== null;
  try {
    return await withServer(
      { workspaceId, ...server },
      { processes: door.processes, signIn: door.signIn, ...context },
      async (connection, said) => {
        await connection.require(definition.name, approvedHash, signal);
        const result = await connection
          .callTool(definition.name, args, { signal, onProgress: heartbeat })
          .catch((cause: unknown) => {
            signal.throwIfAborted();
            throw callFailure(cause, { server: server.name, said: said(), now });
          });
        return outputOf(result, { title: titleOf(approved), structured });
      },
    );
  } catch (cause) {
    if (cause instanceof ToolError && (cause.code === "tool_changed" || cause.code === "tool_gone"))
      await door.onChanged();
    throw cause;
  }
}
