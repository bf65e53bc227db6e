import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { profilesOf } from "#lib/models/model-profiles.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const DeleteModelConnectionInput = z.object({ id: Id });

/**
 * Removes a way to models with its key. One that a role uses stays, so that no role loses its models unnoticed.
 * @throws DomainError `conflict` naming the roles that use it
 */
export async function deleteModelConnection({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof DeleteModelConnectionInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "own");
  const { id } = parseInput(DeleteModelConnectionInput, input);
  await ctx.db.$transaction(async (tx) => {
    // The lock under which profiles are saved too.
    await tx.$queryRaw`select 1 as one from workspaces where id = ${workspaceId} for update`;
    const users = (await profilesOf(tx, workspaceId)).filter(({ choices }) =>
      choices.some(({ connectionId }) => connectionId === id),
    );
    if (users.length > 0) {
      const roles = users.map(({ role }) => role).join(" and ");
      throw new DomainError("conflict", `The ${roles} uses it. Choose another model there first.`);
    }
    await tx.modelConnection.deleteMany({ where: { workspaceId, id } });
  });
}
