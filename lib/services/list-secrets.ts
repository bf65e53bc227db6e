import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { SecretView } from "#lib/domain/secret.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { secretUses } from "./secrets/secret-uses.ts";
import { valueOf } from "./secrets/stored-secrets.ts";

export const ListSecretsInput = z.object({});

/** The secrets of the actor's workspace by name, without their values, and the steps that name them. @throws DomainError `forbidden` */
export async function listSecrets({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListSecretsInput>;
}): Promise<SecretView[]> {
  const workspaceId = authorise(ctx.actor, "own");
  parseInput(ListSecretsInput, input);
  const found = await ctx.db.secret.findMany({ where: { workspaceId } });
  const rows = found.toSorted((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  const names = rows.map(({ name }) => name);
  const uses = names.length > 0 ? await secretUses(ctx.db, workspaceId, names) : null;
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    hosts: row.hosts,
    readable: valueOf(row) !== null,
    updatedAt: row.updatedAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    uses: uses?.get(row.name) ?? [],
  }));
}
