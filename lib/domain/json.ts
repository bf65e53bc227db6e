import { z } from "zod";

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Any JSON value, given on as it is: Zod's own schema for it makes a copy without fields called `__proto__`, which tools do return. */
export const Json = z.unknown().refine(isJson, "This is not JSON.") as unknown as z.ZodType<Json>;

/** A JSON object. */
export const JsonObject = z.record(z.string(), Json);
export type JsonObject = { [key: string]: Json };

function isJson(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return (
    isPlain(value) && Reflect.ownKeys(value).every((key) => typeof key === "string" && isJson(value[key]))
  );
}

/** Not an object of a class, whichever realm it comes from. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
