import { z } from "zod";
import { mcpCommands } from "#lib/config/env.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id, newId } from "#lib/domain/ids.ts";
import { McpClient, McpPlace, McpSecret, McpServerName, McpUrl } from "#lib/domain/mcp.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { beginReading } from "./mcp/begin-reading.ts";
import { keepClient } from "./mcp/keep-client.ts";
import { noServer } from "./mcp/server-key.ts";

/** `url`: null: a command of the installation's configuration, found there by the name. `id`: null: a new server. */
export const SaveMcpServerInput = z.object({
  id: Id.nullable(),
  name: McpServerName,
  url: McpUrl.nullable(),
  secret: McpSecret.nullable().default(null),
  /** Null: no owner signs in there. */
  signIn: McpClient.nullable().default(null),
});
type SaveMcpServerInput = z.output<typeof SaveMcpServerInput>;

/** Most servers of a workspace. */
const MOST_SERVERS = 50;

/**
 * Adds an MCP server, or changes how one knows who asks, and has its tools read. Name and address stay what they are: approvals are for the tools
 * of exactly this server. A command can only be one that the installation's configuration names.
 * @throws DomainError `invalid` by field, `not_found`, `limit`
 */
export async function saveMcpServer({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SaveMcpServerInput>;
}): Promise<{ id: Id }> {
  const workspaceId = authorise(ctx.actor, "own");
  const wish = parseInput(SaveMcpServerInput, input);
  const place = placeOf(wish);
  if (wish.id !== null) return change(ctx, workspaceId, { ...wish, id: wish.id }, place);
  const id = newId();
  const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : "system";
  try {
    await ctx.db.$transaction(async (tx) => {
      await tx.$queryRaw`select 1 as one from workspaces where id = ${workspaceId} for no key update`;
      if ((await tx.mcpServer.count({ where: { workspaceId } })) >= MOST_SERVERS)
        throw new DomainError("limit", `A workspace has ${MOST_SERVERS} servers at most. Remove one first.`);
      await tx.mcpServer.create({
        data: { workspaceId, id, name: wish.name, place, state: "reading", createdBy },
      });
      await keepClient(tx, { workspaceId, serverId: id }, wish.signIn);
      await beginReading(tx, { workspaceId, serverId: id });
    });
  } catch (cause) {
    if (cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === "P2002")
      throw fault("name", "There is a server of this name already. Choose another.");
    throw cause;
  }
  return { id };
}

async function change(
  ctx: ServiceContext,
  workspaceId: string,
  { id, name, url, signIn }: SaveMcpServerInput & { id: Id },
  place: McpPlace,
): Promise<{ id: Id }> {
  const found = await ctx.db.mcpServer.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  if (!found) throw noServer();
  // Both never change, so that what was read just now still holds.
  const now = McpPlace.parse(found.place);
  if (found.name !== name) throw fault("name", "A server keeps its name. Add it anew under another one.");
  if ((now.kind === "http" ? now.url : null) !== url)
    throw fault("url", "A server keeps its address. Add the other one as a new server.");
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.mcpServer.updateMany({ where: { workspaceId, id }, data: { place } });
    if (count === 0) throw noServer();
    await keepClient(tx, { workspaceId, serverId: id }, signIn);
    await beginReading(tx, { workspaceId, serverId: id });
  });
  return { id };
}

function placeOf({ name, url, secret, signIn }: SaveMcpServerInput): McpPlace {
  if (url !== null && signIn !== null) {
    if (secret === null) return { kind: "http", url, secret: null, signIn: true };
    throw fault("secret", "A server is told who asks by a secret or by a sign-in, not by both.");
  }
  if (url !== null) return { kind: "http", url, secret };
  if (Object.hasOwn(mcpCommands(), name)) return { kind: "command" };
  const message =
    "This installation has no server of this name. Whoever runs it names them in its configuration.";
  throw fault("name", message);
}

function fault(field: string, message: string): DomainError {
  return new DomainError("invalid", message, { issues: [{ path: [field], message }] });
}
