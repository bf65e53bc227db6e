import { z } from "zod";
import { Id } from "./ids.ts";
import { line, prose } from "./text.ts";

export const DocumentKind = z.enum(["markdown", "text", "csv"]);
export type DocumentKind = z.infer<typeof DocumentKind>;

/** A document as a person uploads or replaces it (same name replaces). */
export const DocumentInput = z.object({
  name: line("The name", 200),
  kind: DocumentKind,
  content: prose("The document", 5_000_000).refine((text) => text.trim() !== "", {
    message: "The document is empty.",
  }),
});
export type DocumentInput = z.infer<typeof DocumentInput>;

export const DocumentView = z.object({
  id: Id,
  name: z.string(),
  title: z.string(),
  kind: DocumentKind,
  bytes: z.number().int(),
  chunks: z.number().int(),
  sample: z.boolean(),
  updatedAt: z.string(),
});
export type DocumentView = z.infer<typeof DocumentView>;

/** A passage that a search found, with where it is from, so that it can be quoted. */
export const Passage = z.object({
  documentId: Id,
  document: z.string(),
  title: z.string(),
  /** Heading path inside the document, and the 1-based line the passage starts at. */
  heading: z.string().nullable(),
  line: z.number().int(),
  text: z.string(),
  score: z.number(),
});
export type Passage = z.infer<typeof Passage>;
