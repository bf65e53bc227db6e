import type { z } from "zod";
import { modelEnv } from "#lib/config/env.ts";
import { seal } from "#lib/config/sealed-text.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { newId, type Id } from "#lib/domain/ids.ts";
import { ConnectionInput } from "#lib/domain/model.ts";
import { keyPlace } from "#lib/models/model-profiles.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const SaveModelConnectionInput = ConnectionInput;

/** Most connections of a workspace. */
const MOST_CONNECTIONS = 50;

/**
 * Makes or changes a way to models. A stored key stays with the address it was given for: another address or kind wants it again,
 * so that nobody can have it sent elsewhere without knowing it.
 * @throws DomainError `invalid` by field, `not_found`, `conflict` for a name that is taken, `limit`, `unavailable` without an
 * encryption key
 */
export async function saveModelConnection({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SaveModelConnectionInput>;
}): Promise<{ id: Id }> {
  const workspaceId = authorise(ctx.actor, "own");
  const { id, name, kind, baseUrl, apiKey } = parseInput(SaveModelConnectionInput, input);
  const key = apiKey?.trim() ?? null;
  if (kind === "compatible" && baseUrl === null)
    throw fault("baseUrl", "Give the server's address, such as http://localhost:11434/v1.");
  if (kind !== "compatible" && id === null && !key) throw fault("apiKey", "Enter the API key.");
  if (key !== null && /[^\x21-\x7e]/.test(key))
    throw fault("apiKey", "An API key has no spaces or special letters. Copy it again.");
  const connectionId = id ?? newId();
  const about = { name, kind, baseUrl, updatedAt: new Date() };
  const keyChange =
    key === null ? {} : { sealedKey: key === "" ? null : sealed(key, workspaceId, connectionId) };
  try {
    if (id === null) {
      if ((await ctx.db.modelConnection.count({ where: { workspaceId } })) >= MOST_CONNECTIONS)
        throw new DomainError(
          "limit",
          `A workspace has ${MOST_CONNECTIONS} connections at most. Remove one first.`,
        );
      const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : "system";
      await ctx.db.modelConnection.create({
        data: { workspaceId, id: connectionId, createdBy, sealedKey: null, ...about, ...keyChange },
      });
      return { id: connectionId };
    }
    const unchanged = key === null ? { kind, OR: [{ baseUrl }, { sealedKey: null }] } : {};
    const { count } = await ctx.db.modelConnection.updateMany({
      where: { workspaceId, id, ...unchanged },
      data: { ...about, ...keyChange },
    });
    if (count > 0) return { id };
  } catch (cause) {
    if (cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === "P2002")
      throw fault("name", "There is a connection of this name already. Choose another.");
    throw cause;
  }
  if ((await ctx.db.modelConnection.count({ where: { workspaceId, id } })) === 0)
    throw new DomainError("not_found", "This connection is gone. Reload the page.");
  throw fault("apiKey", "Enter the API key again: it was given for another address.");
}

function sealed(key: string, workspaceId: string, connectionId: string): string {
  const encryptionKey = modelEnv().PLANWRIGHT_ENCRYPTION_KEY;
  if (!encryptionKey) {
    const message =
      "Keys cannot be stored: PLANWRIGHT_ENCRYPTION_KEY is not set. Whoever runs Planwright must set it.";
    throw new DomainError("unavailable", message);
  }
  return seal(key, encryptionKey, keyPlace(workspaceId, connectionId));
}

function fault(field: string, message: string): DomainError {
  return new DomainError("invalid", message, { issues: [{ path: [field], message }] });
}
