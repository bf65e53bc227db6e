import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import type { Author } from "#lib/domain/plan.ts";
import { PromptName, PromptNote, PromptText, type PromptVersion } from "#lib/domain/prompt.ts";
import { promptsOf } from "#lib/models/prompts/workspace-prompts.ts";
import { builtInPrompt } from "#lib/models/prompts/built-in-prompts.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { makeActive } from "./prompts/make-active.ts";
import { authorOf } from "./plans/author-of.ts";

/** `activate`: use it from now on, given with the version that the person saw as active; without it saving activates nothing. */
export const SavePromptInput = z.object({
  name: PromptName,
  text: PromptText,
  note: PromptNote,
  activate: z.object({ from: z.number().int().min(0).max(2_147_483_647) }).optional(),
});

/**
 * Adds a version of a prompt. Of two that are saved at once both are kept, one after the other.
 * @returns the version
 * @throws DomainError `invalid` by field, also for the very text that the latest or the active version has; `conflict` when it
 * was to be activated and another version has become active; nothing is saved then
 */
export async function savePrompt({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SavePromptInput>;
}): Promise<PromptVersion> {
  const workspaceId = authorise(ctx.actor, "own");
  const { name, text, note, activate } = parseInput(SavePromptInput, input);
  const author = authorOf(ctx.actor);
  return ctx.db.$transaction(async (tx) => {
    // The lock under which versions get their numbers without gaps or doubles.
    await tx.$queryRaw`select 1 as one from workspaces where id = ${workspaceId} for no key update`;
    const version = await addVersion(tx, { workspaceId, name, text, note, author });
    const to = version.number;
    if (activate) await makeActive(tx, { workspaceId, name, from: activate.from, to, author });
    return version;
  });
}

async function addVersion(
  tx: Tx,
  version: { workspaceId: string; name: PromptName; text: string; note: string; author: Author },
): Promise<PromptVersion> {
  const { workspaceId, name, text, note, author } = version;
  const latest = (await tx.promptVersion.findFirst({
    where: { workspaceId, name },
    orderBy: { number: "desc" },
    select: { number: true, text: true },
  })) ?? { number: 0, text: builtInPrompt(name).text };
  const active = (await promptsOf(tx, workspaceId))(name);
  if (text === active.text) throw sameText(`${nameOf(active.version)} is active and has this very text.`);
  if (text === latest.text)
    throw sameText(`${nameOf(latest.number)} has this very text. Activate it instead.`);
  const number = latest.number + 1;
  // The default time would be the transaction's beginning, before the wait for the lock: versions would seem out of order.
  const createdAt = new Date();
  await tx.promptVersion.create({ data: { ...version, number, createdAt } });
  return { number, text, note, author, createdAt: createdAt.toISOString() };
}

function nameOf(number: number): string {
  return number === 0 ? "The built-in version" : `Version ${number}`;
}

function sameText(message: string): DomainError {
  return new DomainError("invalid", message, { issues: [{ path: ["text"], message }] });
}
