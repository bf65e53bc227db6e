import { z } from "zod";

/**
 * A page as it is given to the thread that reads it: its HTML, and the address that its links are relative to. `plain`: all of its text
 * is enough, without a search for what matters.
 */
export type PageSource = { html: string; url: string; plain: boolean };

/** What a page says, without what surrounds it. */
export const ReadPage = z.object({
  title: z.string().nullable(),
  byline: z.string().nullable(),
  /** As the page says it. */
  published: z.string().nullable(),
  language: z.string().nullable(),
  /** Markdown. */
  text: z.string(),
  links: z.array(z.object({ text: z.string(), url: z.string() })),
});
export type ReadPage = z.infer<typeof ReadPage>;
