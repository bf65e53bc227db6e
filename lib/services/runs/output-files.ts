import { z } from "zod";
import type { Json } from "#lib/domain/json.ts";
import { bytesOf, tellApart } from "#lib/domain/file-content.ts";
import type { OutputFile } from "#lib/domain/run.ts";
import { OutputFileContent } from "#lib/tools/contract.ts";

const WithFiles = z.looseObject({ files: z.array(OutputFileContent) });

/** The files inside an output, with their contents, under the names by which they can be had; none when it carries no files. */
export function filesOf(output: Json): OutputFileContent[] {
  const parsed = WithFiles.safeParse(output);
  return parsed.success ? tellApart(parsed.data.files) : [];
}

/** A file without its content. */
export function describeFile({ name, mediaType, ...content }: OutputFileContent): OutputFile {
  return { name, mediaType, bytes: bytesOf(content) };
}

/** An output whose files are named but not contained. */
export function withoutContents(output: Json): Json {
  const files = filesOf(output);
  if (files.length === 0) return output;
  return { ...(output as { [key: string]: Json }), files: files.map(describeFile) };
}

/**
 * An output that a person wrote, who saw the files of the old one without their contents: a file that is named as there, and
 * has no content of its own, keeps what it held.
 */
export function withContents(given: Json, old: Json): Json {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
  const named = given["files"];
  const contents = new Map(
    filesOf(old).map(({ name, content, encoding }) => [name, { content, ...(encoding && { encoding }) }]),
  );
  if (!Array.isArray(named) || contents.size === 0) return given;
  const files = named.map((file): Json => {
    if (typeof file !== "object" || file === null || Array.isArray(file) || "content" in file) return file;
    const { bytes: _bytes, ...rest } = file;
    const content = typeof file["name"] === "string" ? contents.get(file["name"]) : undefined;
    return content === undefined ? file : { ...rest, ...content };
  });
  return { ...given, files };
}
