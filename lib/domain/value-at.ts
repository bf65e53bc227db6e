import type { Json } from "./json.ts";
import type { OutputPath } from "./step.ts";

/** The value at a path inside JSON; undefined when there is none. Inherited properties do not count. */
export function valueAt(value: Json, path: OutputPath): Json | undefined {
  let here: Json | undefined = value;
  for (const key of path) {
    if (here === null || typeof here !== "object") return undefined;
    if (Array.isArray(here)) here = typeof key === "number" ? here[key] : undefined;
    else here = Object.hasOwn(here, String(key)) ? here[String(key)] : undefined;
    if (here === undefined) return undefined;
  }
  return here;
}
