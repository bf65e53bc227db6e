import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlaybookId, noPlaybook } from "./playbooks/playbook-rows.ts";

export const DeletePlaybookInput = z.object({ playbookId: z.string() });

/**
 * Deletes a saved playbook. Plans that were made from it stay.
 * @throws DomainError `not_found`
 */
export async function deletePlaybook({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof DeletePlaybookInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const id = checkPlaybookId(parseInput(DeletePlaybookInput, input).playbookId);
  const { count } = await ctx.db.playbook.deleteMany({ where: { workspaceId, id } });
  if (count === 0) throw noPlaybook();
}
