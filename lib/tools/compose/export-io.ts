import { z } from "zod";
import { OutputFileContent } from "../contract.ts";

/** The formats that a document is written in beside Markdown. */
export const ExportFormat = z.enum(["html", "docx"]);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** What the confined process is to write: a document in Markdown, with the pictures that it names. */
export type ExportJob = {
  title: string;
  markdown: string;
  formats: ExportFormat[];
  pictures: { name: string; svg: string }[];
  /** Name of the files without the ending. */
  name: string;
  /** When the document was made, in milliseconds since 1970. */
  now: number;
};

/** What it answers: a file for each format. */
export const ExportAnswer = z.object({ files: z.array(OutputFileContent) });
