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
