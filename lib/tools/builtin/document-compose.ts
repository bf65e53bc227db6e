import { z } from "zod";
import { composeDocument } from "../compose/compose-document.ts";
import { defineTool, OutputFileContent } from "../contract.ts";
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
});

const Output = z.object({
  markdown: z.string().describe("The document, in Markdown"),
  sections: z
    .array(z.object({ heading: z.string(), stepIds: z.array(z.string()) }))
    .describe("The sections and the steps that each came from"),
  assembled: z
    .boolean()
    .describe("True when no part of it was written by a model, only put together from sources and figures"),
  files: z.array(OutputFileContent).describe("The document as an .md file"),
});

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
    const { markdown, sections, citations, byModel } = composeDocument(
      args,
      origins,
      now.toISOString().slice(0, 10),
    );
    const documents = new Set(citations.map((citation) => citation.document)).size;
    const name = `${fileName(args.title, "document")}.md`;
    return Promise.resolve({
      output: {
        markdown,
        sections,
        assembled: !byModel,
        files: [{ name, mediaType: "text/markdown", content: markdown }],
      },
      summary: `Assembled ${sections.length} ${sections.length === 1 ? "section" : "sections"} citing ${documents} ${documents === 1 ? "document" : "documents"}.`,
    });
  },
});
