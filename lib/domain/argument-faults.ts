import { misfits } from "./fit-schema.ts";
import { resolveSchema } from "./json-schema.ts";
import type { JsonObject } from "./json.ts";

/** One thing wrong with literal arguments: which of them, and a sentence to stand beside it. */
export type ArgumentFault = { name: string; message: string };

/** What is wrong with literal arguments by a tool's input schema, argument by argument. */
export function argumentFaults(args: JsonObject, schema: JsonObject): ArgumentFault[] {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const faults: ArgumentFault[] = [];
  for (const name of required) {
    // Schemas list an argument with a default as required, since the tool always sees it.
    const property = typeof name === "string" ? properties[name] : undefined;
    const defaulted = isObject(property) && property["default"] !== undefined;
    if (typeof name === "string" && !defaulted && !Object.hasOwn(args, name)) {
      faults.push({ name, message: "This is needed." });
    }
  }
  for (const [name, value] of Object.entries(args)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : schema["additionalProperties"];
    if (property === false) faults.push({ name, message: "The tool takes no such argument." });
    if (!isObject(property)) continue;
    const [said] = misfits(value, resolveSchema({ schema: property, root: schema }).schema, "This");
    if (said !== undefined) faults.push({ name, message: said });
  }
  return faults;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
