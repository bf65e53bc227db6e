import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { SecretName } from "#lib/domain/secret.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { secretNames } from "./secrets/secret-names.ts";

export const ListSecretNamesInput = z.object({});

/** What the secrets of the actor's workspace are called and where they may go, for who sees or edits a plan that names them. */
export async function listSecretNames({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListSecretNamesInput>;
}): Promise<SecretName[]> {
  const workspaceId = authorise(ctx.actor, "read");
  parseInput(ListSecretNamesInput, input);
  return secretNames(ctx.db, workspaceId);
}
