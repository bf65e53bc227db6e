import { z } from "zod";
import { composeDocument } from "../compose/compose-document.ts";
import { ExportAnswer, ExportFormat, type ExportJob } from "../compose/export-io.ts";
import { defineTool, OutputFileContent, ToolError } from "../contract.ts";
import { inConfinedProcess, type Confinement } from "../sandbox/confined-process.ts";
import { fileName } from "../text/file-name.ts";

const Input = z.object({
  title: z
    .string()
    .trim()
    .min(1, "The title is empty.")
    .max(300)
    .default("Document")
    .meta({ title: "Title", description: "Title of the document; the file is named after it." }),
  summary: z
    .unknown()
    .optional()
    .meta({ title: "Summary", description: "What stands first: a text, or the output of an earlier step." }),
  sections: z
    .array(
      z.object({
        heading: z.string().trim().min(1, "A heading is empty.").max(300).meta({
          title: "Heading",
          description: "Heading of the section.",
        }),
        content: z.unknown().optional().meta({
          title: "Content",
          description: "What stands in it: a text, or the output of an earlier step.",
        }),
      }),
    )
    .min(1, "A document has at least one section.")
    .max(100)
    .meta({ title: "Sections", description: "The sections, in order." }),
  formats: z
    .array(z.enum(["md", ...ExportFormat.options]))
    .max(3)
    .default(["md", "html", "docx"])
    .meta({
      title: "Formats",
      description: "Files to make of it: md (Markdown), html (a page that stands alone), docx (Word).",
    }),
});

const Output = z.object({
  markdown: z.string().describe("The document, in Markdown"),
  sections: z
    .array(z.object({ heading: z.string(), stepIds: z.array(z.string()) }))
    .describe("The sections and the steps that each came from"),
  assembled: z
    .boolean()
    .describe("True when no part of it was written by a model, only put together from sources and figures"),
  files: z.array(OutputFileContent).describe("The document as files, and the charts in it"),
});

const CONFINEMENT: Confinement = {
  what: "The document",
  seconds: 30,
  megabytes: 500,
  answerBytes: 12_000_000,
};
/** Longer documents, in characters, are given as Markdown only: a word processor opens them slowly or not at all. */
const MOST_EXPORTED = 1_000_000;

/**
 * The document in other formats. A document that cannot be written in them is done all the same: then `left` says why they are missing.
 */
async function exportFiles(
  job: ExportJob,
  signal: AbortSignal,
): Promise<{ files: OutputFileContent[]; left: string | null }> {
  if (job.formats.length === 0) return { files: [], left: null };
  if (job.markdown.length > MOST_EXPORTED)
    return { files: [], left: "It is too long for other formats than Markdown." };
  try {
    const answer = await inConfinedProcess("lib/tools/compose/export-child.ts", job, CONFINEMENT, signal);
    return { files: ExportAnswer.parse(answer).files, left: null };
  } catch (cause) {
    if (!(cause instanceof ToolError)) throw cause;
    return { files: [], left: `It could not be written as ${job.formats.join(" and ")}: ${cause.message}` };
  }
}

/** Assembles a document from the outputs of earlier steps. */
export const documentCompose = defineTool({
  name: "document.compose",
  title: "Compose document",
  description:
    "Assembles a document from the results of earlier steps: quotes with source and line, tables, lists. It writes nothing itself.",
  input: Input,
  output: Output,
  sideEffect: "read",
  local: true,
  timeoutSeconds: 60,
  typicalSeconds: 1,
  costMicros: 0,
  unavailable: () => null,
  run: async (args, { origins, now, signal }) => {
    signal.throwIfAborted();
    const { markdown, sections, citations, byModel, pictures } = composeDocument(
      args,
      origins,
      now.toISOString().slice(0, 10),
    );
    const documents = new Set(citations.map((citation) => citation.document)).size;
    const name = fileName(args.title, "document");
    const formats = ExportFormat.options.filter((format) => args.formats.includes(format));
    const job: ExportJob = { title: args.title, markdown, formats, pictures, name, now: now.getTime() };
    const { files, left } = await exportFiles(job, signal);
    const markdownFile = { name: `${name}.md`, mediaType: "text/markdown", content: markdown };
    return {
      output: {
        markdown,
        sections,
        assembled: !byModel,
        files: [
          ...(args.formats.includes("md") || files.length === 0 ? [markdownFile] : []),
          ...files,
          ...pictures.map(({ name: picture, svg }) => ({
            name: picture,
            mediaType: "image/svg+xml",
            content: svg,
          })),
        ],
      },
      summary: `Assembled ${sections.length} ${sections.length === 1 ? "section" : "sections"} citing ${documents} ${documents === 1 ? "document" : "documents"}.${left === null ? "" : ` ${left}`}`,
    };
  },
});
