import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { ModelChoice, ModelRole, MOST_CHOICES } from "#lib/domain/model.ts";
import { connectionsOf } from "#lib/models/model-profiles.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { askForVectors } from "./knowledge/tell-of-documents.ts";

export const SaveModelProfileInput = z.object({
  role: ModelRole,
  choices: z.array(ModelChoice).max(MOST_CHOICES, `A role has ${MOST_CHOICES} models at most.`),
});

/**
 * Sets which models a role uses, in order; none: those of the environment. Holds from the next call on.
 * @throws DomainError `invalid` at the choice whose connection does not exist, or that is there twice
 */
export async function saveModelProfile({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SaveModelProfileInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "own");
  const { role, choices } = parseInput(SaveModelProfileInput, input);
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 as one from workspaces where id = ${workspaceId} for update`;
    const connections = await connectionsOf(tx, workspaceId);
    const issues = choices.flatMap(({ connectionId, model }, index) => {
      const connection = connections.find(({ id }) => id === connectionId);
      const first = choices.findIndex((one) => one.connectionId === connectionId && one.model === model);
      const message = !connection
        ? "This connection is gone. Choose another."
        : first < index
          ? "This model is in the list already."
          : role === "embedding" && connection.kind === "anthropic"
            ? "Anthropic has no embedding models. Choose another connection."
            : null;
      return message === null ? [] : [{ path: ["choices", index], message }];
    });
    if (issues.length > 0) throw new DomainError("invalid", "A model cannot be used like this.", { issues });
    await tx.modelProfile.upsert({
      where: { workspaceId_role: { workspaceId, role } },
      create: { workspaceId, role, choices },
      update: { choices },
    });
    // Vectors of another model cannot be compared with those that are there.
    if (role === "embedding") await askForVectors(tx, workspaceId);
  });
}
