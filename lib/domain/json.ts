import { z } from "zod";

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Lists and objects within each other. What is deeper can neither be kept nor read everywhere: the database gives up at some thousand. */
const MOST_JSON_LEVELS = 1_000;
const NO_JSON = "This is not JSON.";

/** Any JSON value, given on as it is: Zod's own schema for it makes a copy without fields called `__proto__`, which tools do return. */
export const Json = z.unknown().refine((value) => jsonFault(value) === null, {
  error: ({ input }) => jsonFault(input) ?? NO_JSON,
}) as unknown as z.ZodType<Json>;

/** A JSON object. */
export const JsonObject = z.record(z.string(), Json);
export type JsonObject = { [key: string]: Json };

/**
 * Why a value is no JSON that is taken, or null. It does not call itself for each level: then the stack of the process would decide how deep
 * a value may be.
 */
function jsonFault(value: unknown): string | null {
  const waiting = [{ value, level: 1 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value: one, level } = next;
    if (isScalar(one)) continue;
    if (!Array.isArray(one) && !isPlain(one)) return NO_JSON;
    if (level > MOST_JSON_LEVELS) {
      return `This is nested more than ${MOST_JSON_LEVELS.toLocaleString("en")} levels deep.`;
    }
    const keys = Array.isArray(one) ? one.keys() : Reflect.ownKeys(one);
    for (const key of keys) {
      if (typeof key === "symbol") return NO_JSON;
      const part: unknown = Reflect.get(one, key);
      if (!isScalar(part)) waiting.push({ value: part, level: level + 1 });
    }
  }
  return null;
}

function isScalar(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return value === null || typeof value === "string" || typeof value === "boolean";
}

/** Not an object of a class, whichever realm it comes from. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
