import { z } from "zod";
import { DocumentKind } from "#lib/domain/knowledge.ts";

/** What every search takes. */
export const SearchInput = z.object({
  query: z
    .string()
    .trim()
    .min(1, "The search words are empty.")
    .max(2_000)
    .meta({ title: "Search words", description: "What to look for, in a few words." }),
  limit: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(6)
    .meta({ title: "Passages", description: "How many passages to give at most." }),
});
export type SearchInput = z.infer<typeof SearchInput>;

/** A passage as steps hand it on: enough to quote it with its source and position. */
export const FoundPassage = z.object({
  title: z.string().describe("Title of the document"),
  document: z.string().describe("Name of the document, or the address of the page"),
  heading: z.string().nullable().describe("Headings above the passage"),
  line: z.number().int().describe("Line of the document at which the passage starts"),
  page: z.number().int().nullable().optional().describe("Page of a PDF on which it stands"),
  kind: DocumentKind.optional().describe("What the document is"),
  text: z.string().describe("The passage, word for word"),
  published: z.iso.datetime().optional().describe("When a page was published, where that is known"),
  score: z.number().describe("How well it fits the search, from 0 to 1"),
  why: z.string().optional().describe("By what it was found, and in which place"),
});
export type FoundPassage = z.infer<typeof FoundPassage>;

/** What every search gives, so that a step can fall back from one to another. */
export const SearchOutput = z.object({
  query: z.string().describe("What was looked for"),
  source: z.enum(["knowledge", "web", "cache"]).describe("Where the passages come from"),
  retrievedAt: z.iso.datetime().describe("When they were found"),
  passages: z.array(FoundPassage).describe("What was found, best first"),
});
export type SearchOutput = z.infer<typeof SearchOutput>;
