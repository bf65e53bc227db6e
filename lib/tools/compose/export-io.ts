import { z } from "zod";
import { OutputFileContent } from "../contract.ts";

/** The formats that a document is written in beside Markdown. */
export const ExportFormat = z.enum(["html", "docx"]);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** What the confined process is to write: a document in Markdown, with the pictures that it names. */
export const ExportJob = z.object({
  title: z.string(),
  markdown: z.string(),
  formats: z.array(ExportFormat),
  pictures: z.array(z.object({ name: z.string(), svg: z.string() })),
  /** Name of the files without the ending. */
  name: z.string(),
  /** When the document was made, in milliseconds since 1970. */
  now: z.number(),
});
export type ExportJob = z.infer<typeof ExportJob>;

/** What it answers: a file for each format. */
export const ExportAnswer = z.object({ files: z.array(OutputFileContent) });
