import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import type { OutputFileContent } from "../contract.ts";
import { docxFile } from "./docx-file.ts";
import type { ExportJob } from "./export-io.ts";
import { htmlPage } from "./html-page.ts";

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** Writes a document that stands in Markdown in other formats. It may take any time and memory: it runs in a confined process. */
export async function exportDocument(job: ExportJob): Promise<OutputFileContent[]> {
  const root = unified().use(remarkParse).use(remarkGfm).parse(job.markdown);
  const files: OutputFileContent[] = [];
  if (job.formats.includes("html")) {
    files.push({ name: `${job.name}.html`, mediaType: "text/html", content: htmlPage(root, job) });
  }
  if (job.formats.includes("docx")) {
    const content = (await docxFile(root, job)).toString("base64");
    files.push({ name: `${job.name}.docx`, mediaType: DOCX, content, encoding: "base64" });
  }
  return files;
}
