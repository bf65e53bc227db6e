import type { Db, Tx } from "#lib/db/client.ts";
import { PromptName, type Prompt, type PromptTexts, type PromptVersions } from "#lib/domain/prompt.ts";
import { builtInPrompt, textHash } from "./built-in-prompts.ts";

/** The prompts that a workspace uses now: for each the version that was made active, else the built-in one. */
export async function promptsOf(db: Db | Tx, workspaceId: string): Promise<(name: PromptName) => Prompt> {
  return promptsAt(db, workspaceId, await promptVersionsOf(db, workspaceId));
}

/** Which version of each prompt a workspace uses now, all names included: what a run pins. */
export async function promptVersionsOf(db: Db | Tx, workspaceId: string): Promise<Required<PromptVersions>> {
  const rows = await db.activePrompt.findMany({
    where: { workspaceId },
    select: { name: true, number: true },
  });
  const chosen = new Map(rows.map(({ name, number }) => [name, number]));
  return Object.fromEntries(
    PromptName.options.map((name) => [name, chosen.get(name) ?? 0]),
  ) as Required<PromptVersions>;
}

/**
 * The prompts of a workspace exactly at pinned versions. A name that is not pinned is the built-in one: nothing else could be
 * chosen when such a run was started.
 * @param texts what the built-in ones said then; one that is not there says what it says now
 * @throws Error when there is no such version, or its text is not kept
 */
export async function promptsAt(
  db: Db | Tx,
  workspaceId: string,
  versions: PromptVersions,
  texts: PromptTexts = {},
): Promise<(name: PromptName) => Prompt> {
  const written = PromptName.options.flatMap((name) => {
    const number = versions[name] ?? 0;
    return number === 0 ? [] : [{ name, number }];
  });
  const rows =
    written.length === 0
      ? []
      : await db.promptVersion.findMany({
          where: { workspaceId, OR: written },
          select: { name: true, number: true, text: true },
        });
  const byName = new Map(rows.map(({ name, text }) => [name, text]));
  const prompts = new Map<PromptName, Prompt>();
  for (const { name, number } of written) {
    const text = byName.get(name);
    if (text === undefined) throw new Error(`The prompt ${name} has no version ${number}.`);
    prompts.set(name, { name, version: number, text });
  }
  for (const prompt of await formerTexts(db, versions, texts)) prompts.set(prompt.name, prompt);
  return (name) => prompts.get(name) ?? builtInPrompt(name);
}

/** The built-in prompts that said something else when they were pinned. */
async function formerTexts(db: Db | Tx, versions: PromptVersions, texts: PromptTexts): Promise<Prompt[]> {
  const former = PromptName.options.flatMap((name) => {
    const hash = (versions[name] ?? 0) === 0 ? texts[name] : undefined;
    return hash === undefined || hash === textHash(builtInPrompt(name).text) ? [] : [{ name, hash }];
  });
  if (former.length === 0) return [];
  const rows = await db.builtInPrompt.findMany({ where: { hash: { in: former.map(({ hash }) => hash) } } });
  const byHash = new Map(rows.map(({ hash, text }) => [hash, text]));
  return former.map(({ name, hash }) => {
    const text = byHash.get(hash);
    if (text === undefined) throw new Error(`What the built-in prompt ${name} said is not kept.`);
    return { name, version: 0, text };
  });
}
