import { z } from "zod";

/** How a file's content stands in JSON when it is no text: its bytes in base64. */
export const FileEncoding = z.literal("base64");
export type FileEncoding = z.infer<typeof FileEncoding>;

/** A file's content: text, or with `encoding` bytes written as text. */
export type FileContent = { content: string; encoding?: FileEncoding | undefined };

/** How many bytes a file has. */
export function bytesOf({ content, encoding }: FileContent): number {
  if (encoding === undefined) return new TextEncoder().encode(content).length;
  const padding = content.endsWith("==") ? 2 : content.endsWith("=") ? 1 : 0;
  return Math.max(0, Math.floor((content.length * 3) / 4) - padding);
}

/**
 * Files under names by which an address can ask for each of them. Tools call their files what they like: a second one of the same name is
 * told as "name (2)", and half of a surrogate pair, which no address can say, as U+FFFD.
 */
export function tellApart<T extends { name: string }>(files: readonly T[]): T[] {
  const names = files.map(({ name }) => (/^\.{0,2}$/.test(name) ? "file" : name.toWellFormed()));
  const given = new Set(names);
  const told = new Set<string>();
  // Of each name the number that is tried next: an output may hold very many files of one.
  const nexts = new Map<string, number>();
  return files.map((file, at) => {
    const own = names[at] ?? "file";
    let name = own;
    for (let nth = nexts.get(own) ?? 2; told.has(name); nth++) {
      const other = numbered(own, nth);
      if (!given.has(other)) name = other;
      nexts.set(own, nth + 1);
    }
    told.add(name);
    return { ...file, name };
  });
}

function numbered(name: string, nth: number): string {
  const ending = /\.[^./\\]*$/.exec(name)?.[0] ?? "";
  return `${name.slice(0, name.length - ending.length)} (${nth})${ending}`;
}
