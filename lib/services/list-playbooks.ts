import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import type { PlaybookList, PlaybookSummary } from "#lib/domain/playbook.ts";
import { prose } from "#lib/domain/text.ts";
import { PLAYBOOKS } from "#lib/planner/playbooks/registry.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { wordPatterns } from "./lists/queries.ts";
import { exampleOf } from "./playbooks/built-in-view.ts";

/** `query`: words to be found in name, description or example goals. */
export const ListPlaybooksInput = z.object({ query: prose("The search", 200).optional() });

const Row = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  steps: z.number().int(),
  variables: z.array(z.string()),
  updated_at: z.date(),
});

/** The playbooks of the actor's workspace, by name, and those that come with Planwright, in their own order. */
export async function listPlaybooks({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListPlaybooksInput>;
}): Promise<PlaybookList> {
  const workspaceId = authorise(ctx.actor, "read");
  const words = wordPatterns(parseInput(ListPlaybooksInput, input).query ?? "");
  const matching = words.map(
    ({ pattern }) =>
      Prisma.sql` and (name ilike ${pattern} or description ilike ${pattern} or phrases::text ilike ${pattern})`,
  );
  const rows = await ctx.db.$queryRaw(Prisma.sql`
    select id, name, description, jsonb_array_length(graph->'steps') as steps,
      jsonb_path_query_array(variables, '$[*].label') as variables, updated_at
    from playbooks
    where workspace_id = ${workspaceId}${matching.length > 0 ? Prisma.join(matching, "") : Prisma.empty}
    order by lower(name), id`);
  return {
    saved: z
      .array(Row)
      .parse(rows)
      .map(({ steps, updated_at, ...row }) => ({
        ...row,
        stepCount: steps,
        updatedAt: updated_at.toISOString(),
      })),
    builtIn: PLAYBOOKS.filter(({ title, description, phrases }) => {
      const text = [title, description, ...phrases].join("\n").toLowerCase();
      return words.every(({ word }) => text.includes(word.toLowerCase()));
    }).map((playbook): PlaybookSummary => {
      const { id, title, description } = playbook;
      const stepCount = exampleOf(playbook).steps.length;
      return { id, name: title, description, stepCount, variables: [], updatedAt: null };
    }),
  };
}
