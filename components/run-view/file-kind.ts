import type { OutputFile } from "#lib/domain/run.ts";

/** How a file of a step can be looked at here; null: it can only be downloaded. */
export type FileKind = "picture" | "markdown" | "table" | "json" | "calendar" | "text";

const PICTURES = new Set(["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"]);
const ENDINGS = new Map<string, FileKind>([
  ["md", "markdown"],
  ["markdown", "markdown"],
  ["csv", "table"],
  ["json", "json"],
  ["ics", "calendar"],
  ...["txt", "log", "html", "xml", "yaml", "yml"].map((ending) => [ending, "text"] as const),
]);

/** By the type that its tool gave, then by the ending of its name. A page (HTML) is shown as the text that it is, never as a page. */
export function fileKind({ name, mediaType }: Pick<OutputFile, "name" | "mediaType">): FileKind | null {
  const type = mediaType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (PICTURES.has(type)) return "picture";
  if (type === "text/markdown") return "markdown";
  if (type === "text/csv") return "table";
  if (type === "text/calendar") return "calendar";
  if (type === "application/json") return "json";
  const ending = ENDINGS.get(name.split(".").at(-1)?.toLowerCase() ?? "") ?? null;
  if (type.startsWith("text/")) return ending ?? "text";
  return type === "" || type === "application/octet-stream" ? ending : null;
}
