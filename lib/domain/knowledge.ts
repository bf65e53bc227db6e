import { z } from "zod";
import { DOCUMENT_KINDS, TYPED_KINDS } from "./document-kinds.ts";
import { Id } from "./ids.ts";
import { line, prose } from "./text.ts";

export const DocumentKind = z.enum(DOCUMENT_KINDS);
export type DocumentKind = z.infer<typeof DocumentKind>;

export const TypedKind = z.enum(TYPED_KINDS);
export type TypedKind = z.infer<typeof TypedKind>;

/** The largest file that is taken, in bytes. */
export const MOST_FILE_BYTES = 50 * 1_024 * 1_024;

/** Header of a request whose body is a file. A page of another site cannot send it without asking first, which is not granted. */
export const FILE_HEADER = "x-planwright-file";

/** A name of a document or its file. */
export const DocumentName = line("The name", 200);

/** A document as a person types it or brings its text along (same name replaces). */
export const DocumentInput = z.object({
  name: DocumentName,
  kind: TypedKind,
  content: prose("The document", 5_000_000).refine((text) => text.trim() !== "", {
    message: "The document is empty.",
  }),
});
export type DocumentInput = z.infer<typeof DocumentInput>;

/** `uploaded`: its file is there and waits to be read; `failed`: it cannot be read, `problem` says why. */
export const DocumentStatus = z.enum(["uploaded", "reading", "ready", "failed"]);
export type DocumentStatus = z.infer<typeof DocumentStatus>;

export const DocumentView = z.object({
  id: Id,
  name: z.string(),
  title: z.string(),
  kind: DocumentKind,
  bytes: z.number().int(),
  /** Passages that searches find; of a document that is being replaced, those of its earlier content. */
  chunks: z.number().int(),
  sample: z.boolean(),
  status: DocumentStatus,
  /** How much of it is read, 0 to 100; meant for `reading`. */
  progress: z.number().int(),
  /** Why it, or what was to replace it, cannot be read. */
  problem: z.string().nullable(),
  /** What a reader should know of how it was read: pages without text, another encoding. */
  notes: z.array(z.string()),
  updatedAt: z.string(),
});
export type DocumentView = z.infer<typeof DocumentView>;

/** A piece of a document as it is searched, with its position. */
export const DocumentPassage = z.object({
  position: z.number().int(),
  heading: z.string().nullable(),
  line: z.number().int(),
  page: z.number().int().nullable(),
  text: z.string(),
});
export type DocumentPassage = z.infer<typeof DocumentPassage>;

/** Some passages of a document in order; `next`: the position at which more begin, null at its end. */
export const PassagePage = z.object({
  document: DocumentView,
  passages: z.array(DocumentPassage),
  next: z.number().int().nullable(),
});
export type PassagePage = z.infer<typeof PassagePage>;

/**
 * How far a workspace's passages have been turned into vectors, by which a search finds what is meant. `builtIn`: by the English
 * model that comes with the installation. `paused`: goes on later, `reason` says when; `failed`: what is wrong with the model.
 */
export const MeaningState = z.object({
  status: z.enum(["off", "working", "ready", "paused", "failed"]),
  model: z.string().nullable(),
  builtIn: z.boolean(),
  reason: z.string().nullable(),
  embedded: z.number().int(),
  total: z.number().int(),
});
export type MeaningState = z.infer<typeof MeaningState>;

/** The documents of a workspace as the knowledge page shows them. `seq`: where the topic "knowledge" stands. */
export const KnowledgeList = z.object({
  documents: z.array(DocumentView),
  meaning: MeaningState,
  seq: z.number().int(),
});
export type KnowledgeList = z.infer<typeof KnowledgeList>;

/** That one leg of a search found a passage: in which place, and how strongly (0 to 1, comparable within the leg only). */
const Match = z.object({ rank: z.number().int(), score: z.number() });

/** Why a passage was found: by words, by words spelled alike, by meaning; null where that leg did not find it. */
export const Why = z.object({
  /** `words`: those of the question that stand in it, as they were asked. */
  words: Match.extend({ words: z.array(z.string()) }).nullable(),
  /** `words`: pairs of a word that was asked and the one in the passage that looks like it. */
  spelling: Match.extend({ words: z.array(z.object({ asked: z.string(), found: z.string() })) }).nullable(),
  meaning: Match.nullable(),
});
export type Why = z.infer<typeof Why>;

/** A passage that a search found, with where it is from, so that it can be quoted, and why it was found. */
export const Passage = z.object({
  documentId: Id,
  document: z.string(),
  title: z.string(),
  kind: DocumentKind,
  /** Place among the document's passages. */
  position: z.number().int(),
  /** Heading path inside the document, and the 1-based line of its text that the passage starts at. */
  heading: z.string().nullable(),
  line: z.number().int(),
  /** Page of a PDF, from 1. */
  page: z.number().int().nullable(),
  text: z.string(),
  /** From 0 to 1: 1 is a passage that every leg put first. */
  score: z.number(),
  why: Why,
  /** Where in `text` what was asked for stands: begin and end of each stretch. */
  marks: z.array(z.tuple([z.number().int(), z.number().int()])),
});
export type Passage = z.infer<typeof Passage>;

/** What a search found, and by what it searched. */
export const KnowledgeSearch = z.object({
  passages: z.array(Passage),
  /** How meaning took part: the model's name, or why it did not. */
  meaning: z.object({ used: z.boolean(), model: z.string().nullable(), reason: z.string().nullable() }),
});
export type KnowledgeSearch = z.infer<typeof KnowledgeSearch>;
