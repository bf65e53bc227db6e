import { soughtWords } from "#lib/domain/sought-words.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

/**
 * Tools that have every word of a text, those with it in the title first. When none has, all tools, and the text is taken
 * for the new step's name (`named`).
 */
export function findTools(tools: readonly ToolSpec[], text: string): { tools: ToolSpec[]; named: boolean } {
  const words = soughtWords(text);
  if (words.length === 0) return { tools: [...tools], named: false };
  const hasAll = (where: string) => words.every((word) => where.toLowerCase().includes(word));
  const byTitle = tools.filter((tool) => hasAll(`${tool.title} ${tool.name}`));
  const byDescription = tools.filter((tool) => !byTitle.includes(tool) && hasAll(tool.description));
  const found = [...byTitle, ...byDescription];
  return found.length > 0 ? { tools: found, named: false } : { tools: [...tools], named: true };
}
