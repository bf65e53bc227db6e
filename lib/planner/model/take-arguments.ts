import { hasUnstorable } from "#lib/domain/characters.ts";
import { Json } from "#lib/domain/json.ts";
import type { Argument, OutputPath, Reference } from "#lib/domain/step.ts";

/** Deeper values are not arguments that anybody meant. */
const MOST_LEVELS = 20;

/** What a step's id in the answer means here; null when no such step is known. */
export type Resolve = (id: string) => string | null;

/** An argument as a model writes it. @returns null when it refers to a step that does not exist, or is nothing that JSON has */
export function argumentOf(value: unknown, resolve: Resolve, levels = MOST_LEVELS): Argument | null {
  if (levels === 0) return null;
  if (Array.isArray(value)) {
    if (!value.some(holdsReference)) return literalOf(value);
    const items = value.map((item) => argumentOf(item, resolve, levels - 1)).filter((item) => item !== null);
    return items.length === 0 ? null : { kind: "list", items };
  }
  if (!isObject(value)) return literalOf(value);
  if (value["$open"] === true) return { kind: "open" };
  if ("$from" in value) {
    const reference = referenceOf(value, resolve);
    return reference && { kind: "ref", ...reference };
  }
  if (Array.isArray(value["$text"])) return templateOf(value["$text"], resolve);
  if (!Object.values(value).some(holdsReference)) return literalOf(value);
  const properties: { [name: string]: Argument } = {};
  for (const [name, property] of Object.entries(value)) {
    const argument = argumentOf(property, resolve, levels - 1);
    // Half an object, such as a heading without its content, says nothing.
    if (argument === null) return null;
    properties[name] = argument;
  }
  return { kind: "object", properties };
}

/** A reference as a model writes it: {"$from": "step-id", "path": ["key", 0]}, or its path as "key.0". */
export function referenceOf(value: unknown, resolve: Resolve): Reference | null {
  if (!isObject(value) || typeof value["$from"] !== "string") return null;
  const ref = resolve(value["$from"]);
  return ref === null ? null : { ref, path: pathOf(value["path"]) };
}

/** A path into an output, as a list or in words: "rows.0.name", "rows[0].name". */
export function pathOf(path: unknown): OutputPath {
  const parts = typeof path === "string" ? path.split(/[.[\]]+/) : Array.isArray(path) ? path : [];
  return parts
    .filter(
      (part) => (typeof part === "string" && part !== "") || (Number.isInteger(part) && Number(part) >= 0),
    )
    .map((part: string | number) =>
      typeof part === "string" && /^\d{1,6}$/.test(part) ? Number(part) : part,
    )
    .slice(0, 20)
    .map((part) => (typeof part === "string" ? part.slice(0, 200) : part));
}

function templateOf(pieces: readonly unknown[], resolve: Resolve): Argument | null {
  const parts = pieces.slice(0, 100).flatMap((piece): (string | Reference)[] => {
    if (typeof piece === "string") return [piece.slice(0, 20_000)];
    const reference = referenceOf(piece, resolve);
    return reference ? [reference] : [];
  });
  return parts.length === 0 ? null : { kind: "template", parts };
}

function literalOf(value: unknown): Argument | null {
  const json = Json.safeParse(value);
  return json.success ? { kind: "literal", value: json.data } : null;
}

function holdsReference(value: unknown): boolean {
  return isObject(value)
    ? "$from" in value || "$text" in value || "$open" in value || Object.values(value).some(holdsReference)
    : Array.isArray(value) && value.some(holdsReference);
}

/** True for a JSON object, not a list or null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON without characters that cannot be kept, and null where it is nested too deep to be meant. */
export function cleaned(value: unknown, levels = 3 * MOST_LEVELS): unknown {
  if (typeof value === "string")
    return hasUnstorable(value) ? value.replaceAll("\u0000", "").toWellFormed() : value;
  if (typeof value !== "object" || value === null) return value;
  if (levels === 0) return null;
  if (Array.isArray(value)) return value.map((item) => cleaned(item, levels - 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [String(cleaned(key)), cleaned(item, levels - 1)]),
  );
}
