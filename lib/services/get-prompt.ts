import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Tx } from "#lib/db/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { Author } from "#lib/domain/plan.ts";
import { PromptName, type PromptDetail, type PromptVersion } from "#lib/domain/prompt.ts";
import { builtInPrompt } from "#lib/models/prompts/built-in-prompts.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { changeOf } from "./prompts/prompt-changes.ts";

/** `before`: gives the versions below this number, for the older parts of a long history. */
export const GetPromptInput = z.object({
  name: PromptName,
  before: z.number().int().min(1).max(2_147_483_647).optional(),
});

/** Versions of one part. */
const PART = 50;

/**
 * A prompt with the texts of its versions, of one moment.
 * @throws DomainError `forbidden`; `invalid` for a name that no prompt has
 */
export async function getPrompt({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetPromptInput>;
}): Promise<PromptDetail> {
  const workspaceId = authorise(ctx.actor, "own");
  const { name, before } = parseInput(GetPromptInput, input);
  return ctx.db.$transaction((tx) => readPrompt(tx, workspaceId, name, before), {
    isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead,
  });
}

async function readPrompt(
  tx: Tx,
  workspaceId: string,
  name: PromptName,
  before: number | undefined,
): Promise<PromptDetail> {
  const where = { workspaceId, name };
  const orderBy = { number: "desc" } as const;
  const chosen = await tx.activePrompt.findUnique({ where: { workspaceId_name: where } });
  const active = chosen?.number ?? 0;
  const latest = await tx.promptVersion.findFirst({ where, orderBy, select: { number: true } });
  const part = await tx.promptVersion.findMany({
    where: { ...where, ...(before !== undefined && { number: { lt: before } }) },
    orderBy,
    take: PART + 1,
  });
  const shown = part.slice(0, PART);
  const isShown = shown.some(({ number }) => number === active);
  const apart =
    active === 0 || isShown ? [] : await tx.promptVersion.findMany({ where: { ...where, number: active } });
  const versions = [...shown, ...apart].map((row): PromptVersion => ({
    number: row.number,
    text: row.text,
    note: row.note,
    author: Author.parse(row.author),
    createdAt: row.createdAt.toISOString(),
  }));
  const builtIn = { number: 0, text: builtInPrompt(name).text, note: "", author: null, createdAt: null };
  return {
    name,
    active,
    activated: chosen && changeOf(chosen.author, chosen.activatedAt),
    latest: latest?.number ?? 0,
    hasNewer: before !== undefined && latest !== null && before <= latest.number,
    versions: [...versions, builtIn].toSorted((a, b) => b.number - a.number),
    older: part.length > PART ? (shown.at(-1)?.number ?? null) : null,
  };
}
