import type { CallToolResult, ContentBlock } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { Json } from "#lib/domain/json.ts";
import { storableLine } from "#lib/domain/text.ts";
import { OutputFileContent, ToolError } from "../contract.ts";
import { fileName } from "../text/file-name.ts";

/** What a tool gives that does not say what it gives: all its texts, its files, and the addresses of what it did not send along. */
export const McpOutput = z.object({
  text: z.string(),
  links: z.array(z.object({ name: z.string(), uri: z.string() })),
  files: z.array(OutputFileContent),
});
export type McpOutput = z.infer<typeof McpOutput>;

const MOST_SAID = 1_000;

/**
 * What a step gets of a tool's result: the structured content where the tool says that it has one, else its texts and files.
 * @param structured whether the tool declares what it gives
 * @throws ToolError `tool_failed` with what the tool says went wrong, `bad_output` when the declared content is not there
 */
export function outputOf(
  result: CallToolResult,
  { title, structured }: { title: string; structured: boolean },
): { output: Json; summary: string } {
  const plain = plainOutput(result.content);
  const line = storableLine(plain.text, 200);
  if (result.isError === true) {
    const says = storableLine(plain.text, MOST_SAID) || "It does not say why.";
    throw new ToolError("tool_failed", `${title} failed: ${says}`);
  }
  if (!structured) return { output: plain, summary: line || filesSummary(plain.files.length) };
  if (result.structuredContent === undefined) {
    throw new ToolError("bad_output", `${title} did not give what it says it gives.`);
  }
  return { output: Json.parse(result.structuredContent), summary: line || "Done" };
}

function filesSummary(count: number): string {
  return count === 0 ? "Done" : `Gave ${count === 1 ? "a file" : `${count} files`}`;
}

function plainOutput(content: readonly ContentBlock[]): McpOutput {
  const output: McpOutput = { text: "", links: [], files: [] };
  const texts: string[] = [];
  for (const block of content) {
    if (block.type === "text") texts.push(block.text);
    else if (block.type === "resource_link") output.links.push({ name: block.name, uri: block.uri });
    else if (block.type === "resource") {
      const { resource } = block;
      if ("text" in resource) texts.push(resource.text);
      else addFile(output, resource.uri.split("/").at(-1) ?? "", resource.mimeType, resource.blob);
    } else addFile(output, block.type, block.mimeType, block.data);
  }
  output.text = texts.join("\n\n");
  return output;
}

function addFile({ files }: McpOutput, name: string, type: string | undefined, content: string): void {
  const mediaType = type ?? "application/octet-stream";
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1] ?? /\/([a-z0-9]{1,8})$/.exec(mediaType)?.[1] ?? "bin";
  const stem = fileName(name.replace(/\.[a-z0-9]{1,8}$/i, ""), "file");
  files.push({ name: `${stem}-${files.length + 1}.${ending}`, mediaType, content, encoding: "base64" });
}
