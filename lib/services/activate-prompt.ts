import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { PromptName } from "#lib/domain/prompt.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { makeActive } from "./prompts/make-active.ts";
import { authorOf } from "./plans/author-of.ts";

const Version = z.number().int().min(0).max(2_147_483_647);

/** `from`: the version that was active as the person saw it, `to`: the one to use; 0 is the built-in one. */
export const ActivatePromptInput = z.object({ name: PromptName, from: Version, to: Version });

/**
 * Uses a version of a prompt, newer or older, from the next plan or run on. What runs already keeps the version it pinned.
 * @throws DomainError `not_found` when there is no such version; `conflict` when another one has become active meanwhile
 */
export async function activatePrompt({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ActivatePromptInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "own");
  const { name, from, to } = parseInput(ActivatePromptInput, input);
  if (to > 0 && (await ctx.db.promptVersion.count({ where: { workspaceId, name, number: to } })) === 0)
    throw new DomainError("not_found", "This prompt has no such version. Reload the page.");
  await makeActive(ctx.db, { workspaceId, name, from, to, author: authorOf(ctx.actor) });
}
