import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import { DomainError, parseInput, type Issue } from "#lib/domain/errors.ts";
import { fillPlaybook } from "#lib/domain/fill-playbook.ts";
import {
  PlaybookDescription,
  PlaybookName,
  PlaybookPhrases,
  VariableInputs,
  type PlaybookVariable,
  type SavedPlaybook,
  type VariableInput,
} from "#lib/domain/playbook.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { placeChosen } from "./playbooks/place-chosen.ts";
import { checkPlaybookId, nameTaken, noPlaybook, readPlaybook } from "./playbooks/playbook-rows.ts";

/** `updatedAt`: as the person saw it; somebody else's edit since then is not overwritten. */
export const UpdatePlaybookInput = z.object({
  playbookId: z.string(),
  updatedAt: z.iso.datetime(),
  name: PlaybookName,
  description: PlaybookDescription,
  phrases: PlaybookPhrases,
  variables: VariableInputs,
});

/** Five thousand steps take some seconds to fill and to look through on a busy machine. */
const LARGE = { timeout: 30_000 };

/**
 * Changes what a playbook is called, what it is for and what in it varies. A variable of the same name and kind keeps its places, and a
 * new default is put into them; another one is looked for in the plan by its default; one that is left out becomes fixed text.
 * @throws DomainError `not_found`; `conflict` when it was changed meanwhile, or for a name that is taken (the issue at ["name"]);
 * `invalid` by field
 */
export async function updatePlaybook({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof UpdatePlaybookInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { playbookId, updatedAt, variables, ...texts } = parseInput(UpdatePlaybookInput, input);
  const id = checkPlaybookId(playbookId);
  const before = new Date(updatedAt);
  try {
    await ctx.db.$transaction(async (tx) => {
      const { playbook } = await readPlaybook(tx, workspaceId, id);
      const { count } = await tx.playbook.updateMany({
        where: { workspaceId, id, updatedAt: before },
        // Two edits within a millisecond must not look like one.
        data: {
          ...texts,
          ...withVariables(playbook, variables),
          updatedAt: new Date(Math.max(Date.now(), before.getTime() + 1)),
        },
      });
      if (count > 0) return;
      if ((await tx.playbook.count({ where: { workspaceId, id } })) === 0) throw noPlaybook();
      throw new DomainError(
        "conflict",
        "Somebody else has changed this playbook since you opened it. Close this, look at it again, then repeat your change.",
      );
    }, LARGE);
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002")
      throw nameTaken(texts.name);
    throw error;
  }
}

function withVariables(
  playbook: SavedPlaybook,
  wanted: readonly VariableInput[],
): Pick<SavedPlaybook, "graph" | "variables"> {
  const former = new Map(playbook.variables.map((variable) => [variable.name, variable]));
  const keeps = ({ name, kind }: VariableInput) => former.get(name)?.kind === kind;
  const kept = wanted.flatMap((variable): PlaybookVariable[] => {
    const old = former.get(variable.name);
    if (!old || !keeps(variable)) return [];
    const { label, description } = variable;
    return [{ ...old, label, description }];
  });
  const values = new Map(wanted.map((variable) => [variable.name, variable.default]));
  const filled = fillPlaybook({ graph: playbook.graph, variables: kept }, values);
  if (!filled.ok) {
    const issues = filled.problems.map(({ variable, message }): Issue => {
      const at = wanted.findIndex(({ name }) => name === variable);
      return { path: ["variables", at, "default"], message };
    });
    throw new DomainError("invalid", issues[0]?.message ?? "A value does not fit.", { issues });
  }
  const { graph } = filled;
  const taken = filled.variables.flatMap(({ places }) => places);
  const fresh = wanted.filter((variable) => !keeps(variable));
  const placed = [...filled.variables, ...placeChosen(graph, fresh, wanted, taken)];
  const byName = new Map(placed.map((variable) => [variable.name, variable]));
  return { graph, variables: wanted.flatMap(({ name }) => byName.get(name) ?? []) };
}
