import { z } from "zod";
import type { Json, JsonObject } from "./json.ts";
import type { OutputPath } from "./step.ts";

/** A part of a JSON Schema, with the document that its `$ref`s point into. */
export type SchemaPart = { schema: JsonObject; root: JsonObject };

/** A JSON Schema document as a part of itself. */
export function schemaRoot(schema: JsonObject): SchemaPart {
  return { schema, root: schema };
}

const LONGEST_REFERENCE_CHAIN = 20;

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Follows `$ref`s inside the document. One that leads nowhere allows anything. */
export function resolveSchema({ schema, root }: SchemaPart): SchemaPart {
  let current = schema;
  for (let i = 0; typeof current.$ref === "string"; i++) {
    const target = i < LONGEST_REFERENCE_CHAIN ? lookUp(root, current.$ref) : undefined;
    if (!isObject(target)) return { schema: {}, root };
    current = target;
  }
  return { schema: current, root };
}

function lookUp(root: JsonObject, pointer: string): Json | undefined {
  if (!pointer.startsWith("#")) return undefined;
  let value: Json | undefined = root;
  for (const key of pointer.split("/").slice(1)) {
    if (!isObject(value)) return undefined;
    value = value[decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return value;
}

/** The alternatives of a schema (anyOf, oneOf, nested ones too), each resolved; the schema itself when it has none. */
export function alternatives(part: SchemaPart, depth = 0): SchemaPart[] {
  const { schema, root } = resolveSchema(part);
  const union = schema.anyOf ?? schema.oneOf;
  if (!Array.isArray(union) || depth > LONGEST_REFERENCE_CHAIN) return [{ schema, root }];
  return union.filter(isObject).flatMap((branch) => alternatives({ schema: branch, root }, depth + 1));
}

export type JsonType = "string" | "number" | "integer" | "boolean" | "array" | "object" | "null";

/** The JSON types that a schema allows; null when it does not say. */
export function typesOf(part: SchemaPart): Set<JsonType> | null {
  const types = new Set<JsonType>();
  for (const { schema } of alternatives(part)) {
    const stated = statedTypes(schema);
    if (!stated) return null;
    for (const type of stated) types.add(type);
  }
  return types;
}

function statedTypes(schema: JsonObject): JsonType[] | null {
  if (typeof schema.type === "string") return [schema.type as JsonType];
  if (Array.isArray(schema.type)) return schema.type as JsonType[];
  const values = schema.const !== undefined ? [schema.const] : schema.enum;
  if (Array.isArray(values)) return values.map(typeOfValue);
  if (schema.properties) return ["object"];
  return null;
}

function typeOfValue(value: Json): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "string") return "string";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "object";
}

/** True when some value can be of both sets of types; an unknown set is compatible with everything. */
export function compatible(a: Set<JsonType> | null, b: Set<JsonType> | null): boolean {
  if (!a || !b) return true;
  const widen = (types: Set<JsonType>) => new Set([...types].map((t) => (t === "integer" ? "number" : t)));
  const wide = widen(b);
  return [...widen(a)].some((type) => wide.has(type));
}

const TYPE_NAMES: Readonly<Record<JsonType, string>> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "yes or no",
  array: "a list",
  object: "a set of named values",
  null: "nothing",
};

/** Types in words: "text or a list". */
export function typeNames(types: Set<JsonType> | null): string {
  if (!types || types.size === 0) return "something else";
  const names = [...types].filter((type) => type !== "null" || types.size === 1);
  return [...new Set(names.map((type) => TYPE_NAMES[type]))].join(" or ");
}

/** The schema of an object's property: undefined when the object cannot have it, null when nothing is said about it. */
export function propertySchema(part: SchemaPart, name: string): SchemaPart | null | undefined {
  const { schema, root } = resolveSchema(part);
  const properties = isObject(schema.properties) ? schema.properties : {};
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (isObject(property)) return { schema: property, root };
  if (property === true) return null;
  if (isObject(schema.additionalProperties)) return { schema: schema.additionalProperties, root };
  // A schema that lists properties means those, even where it would let others pass.
  if (schema.additionalProperties === false || Object.keys(properties).length > 0) return undefined;
  return null;
}

/** The schema of a list's items; null when nothing is said about them. */
export function itemSchema(part: SchemaPart, index: number): SchemaPart | null {
  const { schema, root } = resolveSchema(part);
  const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems[index] : undefined;
  const items = prefix ?? schema.items;
  return isObject(items) ? { schema: items, root } : null;
}

/**
 * The schema of a part of an output.
 * @returns null when nothing is said about it; `missing` with the index in `path` of the first key that cannot exist
 */
export function schemaAtPath(part: SchemaPart, path: OutputPath): SchemaPart | null | { missing: number } {
  let candidates = [part];
  for (const [index, key] of path.entries()) {
    const next: SchemaPart[] = [];
    for (const candidate of candidates.flatMap((each) => alternatives(each))) {
      const types = typesOf(candidate);
      if (!types) return null;
      if (!types.has(typeof key === "number" ? "array" : "object")) continue;
      const inner = typeof key === "number" ? itemSchema(candidate, key) : propertySchema(candidate, key);
      if (inner === null) return null;
      if (inner) next.push(inner);
    }
    if (next.length === 0) return { missing: index };
    candidates = next;
  }
  const [only] = candidates;
  if (only && candidates.length === 1) return only;
  return { schema: { anyOf: candidates.map(({ schema }) => schema) }, root: part.root };
}

const compiled = new WeakMap<JsonObject, z.ZodType>();

/** A zod schema for a part, made once. */
export function compileSchema({ schema, root }: SchemaPart): z.ZodType {
  const known = compiled.get(schema);
  if (known) return known;
  const made = compile(schema, root);
  compiled.set(schema, made);
  return made;
}

function compile(schema: JsonObject, root: JsonObject): z.ZodType {
  try {
    const whole: JsonObject = root.$defs === undefined ? schema : { ...schema, $defs: root.$defs };
    return z.fromJSONSchema(whole);
  } catch {
    // A keyword that zod cannot express (a tool from elsewhere): the tool itself refuses what does not fit.
    return z.unknown();
  }
}
