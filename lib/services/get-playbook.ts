import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { levels, topologicalOrder } from "#lib/domain/graph.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { PlaybookSource, VariableInput, type PlaybookView } from "#lib/domain/playbook.ts";
import { PLAYBOOKS } from "#lib/planner/playbooks/registry.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { exampleOf } from "./playbooks/built-in-view.ts";
import { readPlaybook } from "./playbooks/playbook-rows.ts";

/** `playbookId`: of a saved one its id, of a built-in one its name in the code. */
export const GetPlaybookInput = z.object({ playbookId: z.string() });

/**
 * A playbook with its variables and an outline of its steps.
 * @throws DomainError `not_found`
 */
export async function getPlaybook({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetPlaybookInput>;
}): Promise<PlaybookView> {
  const workspaceId = authorise(ctx.actor, "read");
  const { playbookId } = parseInput(GetPlaybookInput, input);
  const builtIn = PLAYBOOKS.find(({ id }) => id === playbookId);
  if (builtIn) {
    const { id, title, description, phrases } = builtIn;
    return {
      id,
      builtIn: true,
      name: title,
      description,
      phrases: [...phrases],
      variables: [],
      steps: outlineOf(exampleOf(builtIn)),
      source: null,
      createdAt: null,
      updatedAt: null,
    };
  }
  const { playbook, row } = await readPlaybook(ctx.db, workspaceId, playbookId);
  const { id, name, description, phrases, graph, variables } = playbook;
  return {
    id,
    builtIn: false,
    name,
    description,
    phrases,
    variables: variables.map((variable) => VariableInput.parse(variable)),
    steps: outlineOf(graph),
    source: PlaybookSource.parse(row.source),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function outlineOf(graph: PlanGraph): PlaybookView["steps"] {
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const level = levels(graph);
  return topologicalOrder(graph).flatMap((id) => {
    const step = steps.get(id);
    return step ? [{ id, title: step.title, tool: step.tool, level: level.get(id) ?? 0 }] : [];
  });
}
