import { z } from "zod";
import type { Json } from "#lib/domain/json.ts";
import type { OutputFile } from "#lib/domain/run.ts";
import { OutputFileContent } from "#lib/tools/contract.ts";

const WithFiles = z.looseObject({ files: z.array(OutputFileContent) });

/** The files inside an output, with their contents; none when it carries no files. */
export function filesOf(output: Json): OutputFileContent[] {
  const parsed = WithFiles.safeParse(output);
  return parsed.success ? parsed.data.files : [];
}

/** A file without its content. */
export function describeFile({ name, mediaType, content }: OutputFileContent): OutputFile {
  return { name, mediaType, bytes: Buffer.byteLength(content, "utf8") };
}

/** An output whose files are named but not contained. */
export function withoutContents(output: Json): Json {
  const files = filesOf(output);
  if (files.length === 0) return output;
  return { ...(output as { [key: string]: Json }), files: files.map(describeFile) };
}
