import type { MergeConflict } from "#lib/domain/merge-graphs.ts";

/** More of a value than this is not shown. */
const LONGEST = 120;

/** What parts of a step are called, where that is not their name. */
const PART_NAMES: Readonly<Record<string, string>> = {
  maxAttempts: "attempts",
  backoffSeconds: "first wait in seconds",
  maxRepeats: "repeats",
};

/**
 * What both sides made of the same field, in words: of arguments and other fields with parts, what differs. Null where the sentence about
 * it says all, as of a step that one side removed.
 */
export function sidesOf({ field, mine, theirs }: MergeConflict): { mine: string; theirs: string } | null {
  if (field === "step" || field === "dependency") return null;
  return { mine: brief(differing(mine, theirs)), theirs: brief(differing(theirs, mine)) };
}

function differing(value: unknown, other: unknown): string {
  if (!isParts(value) || !isParts(other)) return said(value);
  const parts = Object.keys({ ...value, ...other })
    .filter((name) => JSON.stringify(value[name]) !== JSON.stringify(other[name]))
    .toSorted()
    .map((name) => `${PART_NAMES[name] ?? name}: ${said(value[name])}`);
  return parts.join("; ");
}

/** A value as a person would say it; an argument by what it holds. */
function said(value: unknown): string {
  if (value === null || value === undefined || value === "") return "nothing";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "nothing" : value.map(said).join(", ");
  if (!isParts(value)) return JSON.stringify(value);
  switch (value["kind"]) {
    case "literal":
      return said(value["value"]);
    case "open":
      return "left open";
    case "ref":
      return `what comes from ${said(value["ref"])}`;
    case "template":
      return Array.isArray(value["parts"]) ? value["parts"].map(said).join("") : "";
    case "list":
      return said(value["items"]);
    case "object":
      return said(value["properties"]);
  }
  if ("ref" in value) return `{{${said(value["ref"])}}}`;
  if ("tool" in value) return said(value["tool"]);
  const parts = Object.entries(value).map(([name, part]) => `${PART_NAMES[name] ?? name}: ${said(part)}`);
  return parts.join("; ") || "nothing";
}

function isParts(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function brief(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST).toWellFormed()}…` : text;
}
