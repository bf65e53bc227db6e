import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";

export const ListToolsInput = z.object({});

/** Lists the tools that a plan of the actor's workspace may use, also those that cannot be used now, with the reason. */
export async function listTools({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListToolsInput>;
}): Promise<ToolSpec[]> {
  const workspaceId = authorise(ctx.actor, "read");
  parseInput(ListToolsInput, input);
  return workspaceTools(ctx.db, workspaceId);
}
