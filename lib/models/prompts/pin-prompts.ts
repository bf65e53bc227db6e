import type { Tx } from "#lib/db/client.ts";
import { PromptName, type PromptTexts, type PromptVersions } from "#lib/domain/prompt.ts";
import { builtInPrompt, textHash } from "./built-in-prompts.ts";
import { promptVersionsOf } from "./workspace-prompts.ts";

/**
 * Which version of each prompt a workspace uses now, and of those that are built in what they say: their texts are part of the
 * program, and the next version of it may say something else. Keeps the texts where they are not kept yet.
 */
export async function promptsToPin(
  tx: Tx,
  workspaceId: string,
): Promise<{ promptVersions: Required<PromptVersions>; promptTexts: PromptTexts }> {
  const promptVersions = await promptVersionsOf(tx, workspaceId);
  const builtIn = PromptName.options.filter((name) => promptVersions[name] === 0);
  const texts = new Map(builtIn.map((name) => [name, builtInPrompt(name).text]));
  const rows = [...new Set(texts.values())].map((text) => ({ hash: textHash(text), text }));
  const kept = await tx.builtInPrompt.count({ where: { hash: { in: rows.map(({ hash }) => hash) } } });
  if (kept < rows.length) await tx.builtInPrompt.createMany({ data: rows, skipDuplicates: true });
  return {
    promptVersions,
    promptTexts: Object.fromEntries([...texts].map(([name, text]) => [name, textHash(text)])),
  };
}
