import type { Json } from "./json.ts";

/**
 * JSON text with every object's keys in order, so that equal values give equal text whatever the order of their keys. What JSON
 * does not have (undefined) is left out of objects and is null elsewhere, as JSON.stringify has it.
 */
export function canonicalJson(value: Json | undefined): string {
  if (value === undefined) return "null";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .toSorted();
  return `{${keys.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`).join(",")}}`;
}
