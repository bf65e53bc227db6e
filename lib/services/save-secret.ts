import type { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { newId, type Id } from "#lib/domain/ids.ts";
import { hostBeyond, MOST_SECRETS, SecretInput } from "#lib/domain/secret.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { sealValue } from "./secrets/stored-secrets.ts";

export const SaveSecretInput = SecretInput;

/**
 * Makes a secret, or gives one another value or other hosts; its name stays, since plans name it. A stored value stays with the hosts
 * that it was given for: a host beyond them wants it again, so that nobody can have it sent elsewhere without knowing it.
 * @throws DomainError `invalid` by field, `not_found`, `limit`, `unavailable` without an encryption key
 */
export async function saveSecret({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SaveSecretInput>;
}): Promise<{ id: Id }> {
  const workspaceId = authorise(ctx.actor, "own");
  const secret = parseInput(SaveSecretInput, input);
  return secret.id === null
    ? { id: await create(ctx, workspaceId, secret) }
    : { id: await change(ctx, workspaceId, secret.id, secret) };
}

async function create(ctx: ServiceContext, workspaceId: string, secret: SecretInput): Promise<Id> {
  const { name, value, hosts } = secret;
  if (value === null) throw fault("value", "Enter the value.");
  const id = newId();
  const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : "system";
  const ciphertext = sealValue(value, workspaceId, id);
  try {
    await ctx.db.$transaction(async (tx) => {
      // Two that are made at once must not both be the last that fits.
      await tx.$queryRaw`select 1 as one from workspaces where id = ${workspaceId} for update`;
      if ((await tx.secret.count({ where: { workspaceId } })) >= MOST_SECRETS) {
        const message = `A workspace has ${MOST_SECRETS} secrets at most. Delete one first.`;
        throw new DomainError("limit", message);
      }
      await tx.secret.create({ data: { workspaceId, id, name, ciphertext, hosts, createdBy } });
    });
  } catch (cause) {
    if (cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === "P2002")
      throw fault("name", "There is a secret of this name already. Change that one, or choose another name.");
    throw cause;
  }
  return id;
}

async function change(
  { db }: ServiceContext,
  workspaceId: string,
  id: Id,
  { value, hosts }: SecretInput,
): Promise<Id> {
  const where = { workspaceId_id: { workspaceId, id } };
  const stored = await db.secret.findUnique({ where, select: { hosts: true } });
  if (!stored) throw new DomainError("not_found", "This secret is gone. Reload the page.");
  const beyond = value === null ? hostBeyond(hosts, stored.hosts) : null;
  if (beyond !== null) {
    throw fault("value", `Enter the value again: it was not given for ${beyond}.`);
  }
  const ciphertext = value === null ? {} : { ciphertext: sealValue(value, workspaceId, id) };
  const { count } = await db.secret.updateMany({
    // The hosts by which it was judged: another owner may have narrowed them meanwhile.
    where: { workspaceId, id, ...(value === null && { hosts: { equals: stored.hosts } }) },
    data: { hosts, updatedAt: new Date(), ...ciphertext },
  });
  if (count > 0) return id;
  throw new DomainError("conflict", "Somebody else has changed this secret meanwhile. Reload the page.");
}

function fault(field: string, message: string): DomainError {
  return new DomainError("invalid", message, { issues: [{ path: [field], message }] });
}
