import { z } from "zod";
import { DocumentKind } from "#lib/domain/knowledge.ts";

/** What the reader's process is told before the file's bytes: one line of JSON. */
export type ReaderOrder = {
  name: string;
  mostSeconds: number;
  mostBytes: number;
  /** Of a PDF only so many pages are read; null: all, and one with too many is refused. */
  firstPages: number | null;
};

/** A passage as the reader gives it. */
export const ReadChunk = z.object({
  heading: z.string().nullable(),
  line: z.number().int(),
  page: z.number().int().nullable(),
  text: z.string(),
});

/** What the reader's process answers, a line of JSON each: how far it is, then the file in pieces, or why it cannot be read. */
export const ReaderMessage = z.discriminatedUnion("say", [
  z.object({ say: z.literal("pages"), done: z.number().int(), of: z.number().int() }),
  z.object({
    say: z.literal("read"),
    kind: DocumentKind,
    title: z.string(),
    notes: z.array(z.string()),
    /** True when pages were left unread. */
    cut: z.boolean(),
    chunks: z.number().int(),
  }),
  z.object({ say: z.literal("chunks"), chunks: z.array(ReadChunk) }),
  z.object({ say: z.literal("text"), text: z.string() }),
  z.object({ say: z.literal("done") }),
  z.object({ say: z.literal("unreadable"), reason: z.string() }),
]);
export type ReaderMessage = z.infer<typeof ReaderMessage>;
