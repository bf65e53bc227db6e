import { soughtWords } from "#lib/domain/sought-words.ts";
import type { Command } from "./commands.ts";

type Sought = Pick<Command, "group" | "label" | "words">;

/**
 * Those that have every word of a text: first those whose name begins with it, then those in whose name each word begins one, then the
 * rest; otherwise in their own order. All of them when there is no word.
 */
export function findCommands<C extends Sought>(commands: readonly C[], text: string): C[] {
  const words = soughtWords(text);
  if (words.length === 0) return [...commands];
  return commands
    .flatMap((command) => {
      const rank = rankOf(command, words);
      return rank === null ? [] : [{ command, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ command }) => command);
}

function rankOf({ group, label, words: others = "" }: Sought, words: readonly string[]): number | null {
  const name = label.toLowerCase();
  const all = `${name} ${group} ${others}`.toLowerCase();
  if (!words.every((word) => all.includes(word))) return null;
  if (name.startsWith(words.join(" "))) return 0;
  const parts = soughtWords(name.replaceAll(/[^\p{L}\p{N}]+/gu, " "));
  return words.every((word) => parts.some((part) => part.startsWith(word))) ? 1 : 2;
}
