import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { Author } from "#lib/domain/plan.ts";
import { PromptName, type PromptSummary } from "#lib/domain/prompt.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { changeOf, laterOf } from "./prompts/prompt-changes.ts";

export const ListPromptsInput = z.object({});

const Latest = z.object({
  name: z.string(),
  number: z.number().int(),
  author: Author,
  createdAt: z.date(),
});

/** Every prompt with the version that the workspace uses. @throws DomainError `forbidden` */
export async function listPrompts({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListPromptsInput>;
}): Promise<PromptSummary[]> {
  const workspaceId = authorise(ctx.actor, "own");
  parseInput(ListPromptsInput, input);
  const [chosen, rows] = await Promise.all([
    ctx.db.activePrompt.findMany({ where: { workspaceId } }),
    ctx.db.$queryRaw`
      select distinct on (name) name, number, author, created_at as "createdAt"
      from prompt_versions where workspace_id = ${workspaceId} order by name, number desc`,
  ]);
  const saved = z.array(Latest).parse(rows);
  return PromptName.options.map((name): PromptSummary => {
    const active = chosen.find((row) => row.name === name);
    const latest = saved.find((row) => row.name === name);
    return {
      name,
      active: active?.number ?? 0,
      versions: latest?.number ?? 0,
      lastChange: laterOf(
        latest ? changeOf(latest.author, latest.createdAt) : null,
        active ? changeOf(active.author, active.activatedAt) : null,
      ),
    };
  });
}
