import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { noServer } from "./mcp/server-key.ts";

export const WithdrawMcpToolInput = z.object({ serverId: Id, name: z.string().max(200) });

/** Takes the approval of an MCP server's tool back: it can neither be planned nor called. One that its server has no longer is forgotten. */
export async function withdrawMcpTool({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof WithdrawMcpToolInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "own");
  const where = { workspaceId, ...parseInput(WithdrawMcpToolInput, input) };
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.mcpTool.updateMany({
      where,
      data: {
        approved: Prisma.DbNull,
        approvedHash: null,
        approvedBy: Prisma.DbNull,
        approvedAt: null,
        sideEffect: "once",
      },
    });
    if (count === 0) throw noServer();
    await tx.mcpTool.deleteMany({ where: { ...where, offeredHash: null } });
  });
}
