import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { Id } from "#lib/domain/ids.ts";
import { PlaybookDescription, PlaybookName, VariableInputs } from "#lib/domain/playbook.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { insertPlaybook } from "./playbooks/insert-playbook.ts";
import { placeChosen } from "./playbooks/place-chosen.ts";
import { readSaved, SavedFrom } from "./playbooks/plan-source.ts";
import { nameTaken } from "./playbooks/playbook-rows.ts";

/** `variables`: which texts, numbers, days and amounts of the plan may be replaced when it is used again. */
export const SavePlaybookInput = z
  .object({
    name: PlaybookName,
    description: PlaybookDescription.default(""),
    variables: VariableInputs.default([]),
  })
  .and(SavedFrom);

/** Five thousand steps take a second to look through, several on a busy machine. */
const LARGE = { timeout: 30_000 };
/** How much of a goal is kept as an example. */
const LONGEST_PHRASE = 500;

/**
 * Saves a plan's draft, one of its versions, or what a run that succeeded carried out, as a playbook.
 * @throws DomainError `not_found`; `conflict` for a name that is taken (the issue at ["name"]), a plan that is still being made or a run
 * that did not succeed; `invalid` by field, at ["variables", i, "default"] for a variable that stands nowhere; `limit`
 */
export async function savePlaybook({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SavePlaybookInput>;
}): Promise<{ playbookId: Id }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { name, description, variables, ...from } = parseInput(SavePlaybookInput, input);
  const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : "system";
  return ctx.db.$transaction(async (tx) => {
    const { graph, goal, source } = await readSaved(tx, workspaceId, from);
    const phrase = goal.replace(/\s+/g, " ").trim().slice(0, LONGEST_PHRASE).toWellFormed();
    const playbookId = await insertPlaybook(
      tx,
      { workspaceId, createdBy, source },
      { name, description, phrases: [phrase], graph, variables: placeChosen(graph, variables) },
    );
    if (playbookId === null) throw nameTaken(name);
    return { playbookId };
  }, LARGE);
}
