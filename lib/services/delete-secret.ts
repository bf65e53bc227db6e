import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import type { SecretUse } from "#lib/domain/secret.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { secretUses } from "./secrets/secret-uses.ts";

/** `evenIfUsed`: also when steps of plans name it, which then fail until there is one of its name again. */
export const DeleteSecretInput = z.object({ id: Id, evenIfUsed: z.boolean().default(false) });

/** Steps that are named in the message, at most. */
const MOST_NAMED = 5;

/**
 * Deletes a secret with its value.
 * @returns the steps of plans that name it
 * @throws DomainError `conflict` with those steps when there are any and it was not said that they do not matter; `not_found`
 */
export async function deleteSecret({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof DeleteSecretInput>;
}): Promise<{ uses: SecretUse[] }> {
  const workspaceId = authorise(ctx.actor, "own");
  const { id, evenIfUsed } = parseInput(DeleteSecretInput, input);
  return ctx.db.$transaction(async (tx) => {
    const where = { workspaceId_id: { workspaceId, id } };
    const secret = await tx.secret.findUnique({ where, select: { name: true } });
    if (!secret) throw new DomainError("not_found", "This secret is gone already.");
    const uses = (await secretUses(tx, workspaceId, [secret.name])).get(secret.name) ?? [];
    if (uses.length > 0 && !evenIfUsed) throw new DomainError("conflict", stillUsed(secret.name, uses));
    await tx.secret.deleteMany({ where: { workspaceId, id } });
    return { uses };
  });
}

function stillUsed(name: string, uses: readonly SecretUse[]): string {
  const named = uses.slice(0, MOST_NAMED).map((use) => `“${use.stepTitle}” of “${use.planTitle}”`);
  const more = uses.length - named.length;
  const all = [...named, ...(more > 0 ? [`${more} more`] : [])];
  const who = all.length === 1 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
  return `${who} ${uses.length === 1 ? "names" : "name"} the secret “${name}”. Delete it all the same only if that does not matter.`;
}
