import { canonicalJson } from "./canonical-json.ts";
import type { Json, JsonObject } from "./json.ts";
import { typeNames, type JsonType } from "./json-schema.ts";
import { sameJson } from "./same-json.ts";
import { charactersIn } from "./text.ts";

/**
 * A checker of our own for the JSON Schemas that people write into done-conditions (draft 2020-12 and 7), since it must run in the
 * browser too, where compiled code is forbidden, and since zod's reading of JSON Schema passes over some keywords in silence.
 * A keyword that it does not know is refused, never skipped. Left out on purpose are those that could keep a worker busy for
 * ever on a short schema: regular expressions (`pattern`) and references (`$ref`).
 */
const KEYWORDS = {
  type: isType,
  enum: Array.isArray,
  const: () => true,
  properties: isSchemas,
  required: (value: Json) => Array.isArray(value) && value.every((name) => typeof name === "string"),
  additionalProperties: isSchema,
  minProperties: isCount,
  maxProperties: isCount,
  items: (value: Json) => isSchema(value) || isSchemaList(value),
  prefixItems: isSchemaList,
  additionalItems: isSchema,
  contains: isSchema,
  minItems: isCount,
  maxItems: isCount,
  uniqueItems: (value: Json) => typeof value === "boolean",
  minLength: isCount,
  maxLength: isCount,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (value: Json) => typeof value === "number" && value > 0,
  anyOf: isSchemaList,
  oneOf: isSchemaList,
  allOf: isSchemaList,
  not: isSchema,
} satisfies Record<string, (value: Json) => boolean>;

/** Keywords that say something to a reader and check nothing. */
const NOTES: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$comment",
  "title",
  "description",
  "default",
  "examples",
]);

const TYPES: ReadonlySet<string> = new Set<JsonType>([
  "string",
  "number",
  "integer",
  "boolean",
  "array",
  "object",
  "null",
]);
const MOST_PARTS = 500;
const MOST_LEVELS = 30;
/** Values looked at before a check is given up. */
const MOST_WORK = 200_000;
const MOST_SAID = 5;

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isSchema(value: Json): value is JsonObject | boolean {
  return typeof value === "boolean" || isObject(value);
}
function isSchemas(value: Json): boolean {
  return isObject(value) && Object.values(value).every(isSchema);
}
function isSchemaList(value: Json): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isSchema);
}
function isCount(value: Json): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
function isNumber(value: Json): boolean {
  return typeof value === "number";
}
function isType(value: Json): boolean {
  const types = Array.isArray(value) ? value : [value];
  return types.length > 0 && types.every((type) => typeof type === "string" && TYPES.has(type));
}

/** What is wrong with a schema itself, in a sentence; null when it can be used. */
export function schemaProblem(schema: JsonObject): string | null {
  const open: { schema: Json; level: number }[] = [{ schema, level: 0 }];
  let parts = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    if (!isObject(next.schema)) continue;
    if (++parts > MOST_PARTS || next.level > MOST_LEVELS) {
      return "The schema is too large or nested too deeply.";
    }
    for (const [keyword, value] of Object.entries(next.schema)) {
      if (NOTES.has(keyword)) continue;
      if (!Object.hasOwn(KEYWORDS, keyword)) return `The schema cannot use “${keyword}” here.`;
      const fits: (value: Json) => boolean = KEYWORDS[keyword as keyof typeof KEYWORDS];
      if (!fits(value)) return `The schema's “${keyword}” is not what JSON Schema has there.`;
      if (keyword === "enum" || keyword === "const") continue;
      const inner = keyword === "properties" && isObject(value) ? Object.values(value) : [value].flat();
      for (const part of inner) open.push({ schema: part, level: next.level + 1 });
    }
  }
  return null;
}

/**
 * A schema without `format`, which says what a field is for and which the check of values does not know. Properties of that name stay.
 */
export function withoutFormats(schema: Json, levels = 40): Json {
  if (typeof schema !== "object" || schema === null || levels === 0) return schema;
  if (Array.isArray(schema)) return schema.map((part) => withoutFormats(part, levels - 1));
  const kept = Object.entries(schema).filter(([keyword]) => keyword !== "format");
  return Object.fromEntries(
    kept.map(([keyword, part]): [string, Json] => {
      if (keyword === "enum" || keyword === "const") return [keyword, part];
      if (keyword !== "properties" || typeof part !== "object" || part === null || Array.isArray(part)) {
        return [keyword, withoutFormats(part, levels - 1)];
      }
      const fields = Object.entries(part).map(([name, field]) => [name, withoutFormats(field, levels - 1)]);
      return [keyword, Object.fromEntries(fields) as JsonObject];
    }),
  );
}

/**
 * In what a value does not fit a schema, in sentences, at most five; none when it fits.
 * @param schema one of which {@link schemaProblem} says nothing
 * @param whole what the value is called
 */
export function misfits(value: Json, schema: JsonObject, whole = "The output"): string[] {
  try {
    return check(value, schema, "", { left: MOST_WORK, whole }).slice(0, MOST_SAID);
  } catch (cause) {
    if (cause instanceof TooMuchWork) return [`${whole} is too large to be checked by this schema.`];
    throw cause;
  }
}

class TooMuchWork extends Error {}

type Budget = { left: number; whole: string };

function check(value: Json, schema: Json | undefined, at: string, budget: Budget): string[] {
  if (--budget.left < 0) throw new TooMuchWork();
  const name = at === "" ? budget.whole : `“${at}”`;
  if (schema === false) return [`${name} must not be there.`];
  if (!isObject(schema)) return [];
  const types =
    schema.type === undefined ? null : [schema.type].flat().filter((type) => typeof type === "string");
  if (types && !types.some((type) => hasType(value, type))) {
    return [`${name} must be ${typeNames(new Set(types as JsonType[]))}.`];
  }
  const said = [...checkValue(value, schema, name, budget), ...checkWhole(value, schema, at, name, budget)];
  if (typeof value === "string") said.push(...checkText(value, schema, name));
  if (typeof value === "number") said.push(...checkNumber(value, schema, name));
  if (Array.isArray(value)) said.push(...checkList(value, schema, at, name, budget));
  if (isObject(value)) said.push(...checkObject(value, schema, at, name, budget));
  return said;
}

function hasType(value: Json, type: string): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function checkValue(value: Json, schema: JsonObject, name: string, budget: Budget): string[] {
  const said: string[] = [];
  if (schema.const !== undefined && !sameJson(value, schema.const)) {
    said.push(`${name} must be ${shown(schema.const)}.`);
  }
  if (Array.isArray(schema.enum)) {
    budget.left -= schema.enum.length;
    if (!schema.enum.some((each) => sameJson(value, each))) {
      said.push(`${name} must be one of ${shown(schema.enum)}.`);
    }
  }
  return said;
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 97)}…` : text;
}

function schemasIn(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function checkWhole(value: Json, schema: JsonObject, at: string, name: string, budget: Budget): string[] {
  const said = schemasIn(schema.allOf).flatMap((each) => check(value, each, at, budget));
  const fits = (each: Json) => check(value, each, at, budget).length === 0;
  if (schema.anyOf !== undefined && !schemasIn(schema.anyOf).some(fits)) {
    said.push(`${name} fits none of the alternatives.`);
  }
  const fitting = schema.oneOf === undefined ? 1 : schemasIn(schema.oneOf).filter(fits).length;
  if (fitting === 0) said.push(`${name} fits none of the alternatives.`);
  if (fitting > 1) said.push(`${name} fits more than one of the alternatives.`);
  if (schema.not !== undefined && fits(schema.not)) said.push(`${name} is what it must not be.`);
  return said;
}

function checkText(value: string, { minLength, maxLength }: JsonObject, name: string): string[] {
  const length = minLength === undefined && maxLength === undefined ? 0 : charactersIn(value);
  const said: string[] = [];
  if (typeof minLength === "number" && length < minLength) {
    said.push(`${name} must have ${minLength} characters or more, and has ${length}.`);
  }
  if (typeof maxLength === "number" && length > maxLength) {
    said.push(`${name} must have ${maxLength} characters at most, and has ${length}.`);
  }
  return said;
}

function checkNumber(value: number, schema: JsonObject, name: string): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const said: string[] = [];
  const must = (words: string) => said.push(`${name} must be ${words}, and is ${value}.`);
  if (typeof minimum === "number" && value < minimum) must(`${minimum} or more`);
  if (typeof maximum === "number" && value > maximum) must(`${maximum} or less`);
  if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum)
    must(`more than ${exclusiveMinimum}`);
  if (typeof exclusiveMaximum === "number" && value >= exclusiveMaximum)
    must(`less than ${exclusiveMaximum}`);
  if (typeof multipleOf === "number") {
    const times = value / multipleOf;
    // 0.3 is three times 0.1, though not to a computer.
    if (Math.abs(times - Math.round(times)) > 1e-9 * Math.max(1, Math.abs(times))) {
      must(`a multiple of ${multipleOf}`);
    }
  }
  return said;
}

function checkList(value: Json[], schema: JsonObject, at: string, name: string, budget: Budget): string[] {
  const said = checkCount(value.length, schema.minItems, schema.maxItems, "items", name);
  const place = (i: number) => (at === "" ? String(i) : `${at}.${i}`);
  // Draft 7 has the first items' schemas in `items` itself, and the rest's beside it.
  const older = Array.isArray(schema.items);
  const first = schemasIn(older ? schema.items : schema.prefixItems);
  const rest = older ? schema.additionalItems : schema.items;
  for (const [i, item] of value.entries()) {
    if (said.length >= MOST_SAID) break;
    const inner = i < first.length ? first[i] : rest;
    if (inner !== undefined) said.push(...check(item, inner, place(i), budget));
  }
  const { contains } = schema;
  if (
    contains !== undefined &&
    !value.some((item, i) => check(item, contains, place(i), budget).length === 0)
  ) {
    said.push(`${name} has no item of the kind it must have.`);
  }
  if (schema.uniqueItems === true && new Set(value.map(canonicalJson)).size < value.length) {
    said.push(`${name} has the same item more than once.`);
  }
  return said;
}

function checkObject(
  value: JsonObject,
  schema: JsonObject,
  at: string,
  name: string,
  budget: Budget,
): string[] {
  const names = Object.keys(value);
  const said = checkCount(names.length, schema.minProperties, schema.maxProperties, "parts", name);
  for (const required of schemasIn(schema.required)) {
    if (typeof required !== "string" || Object.hasOwn(value, required)) continue;
    said.push(`${name} must have “${required}”.`);
  }
  const properties = isObject(schema.properties) ? schema.properties : {};
  for (const key of names) {
    if (said.length >= MOST_SAID) break;
    const inner = Object.hasOwn(properties, key) ? properties[key] : schema.additionalProperties;
    if (inner !== undefined)
      said.push(...check(value[key] ?? null, inner, at === "" ? key : `${at}.${key}`, budget));
  }
  return said;
}

function checkCount(
  count: number,
  least: Json | undefined,
  most: Json | undefined,
  what: string,
  name: string,
): string[] {
  if (typeof least === "number" && count < least)
    return [`${name} must have ${least} ${what} or more, and has ${count}.`];
  if (typeof most === "number" && count > most)
    return [`${name} must have ${most} ${what} at most, and has ${count}.`];
  return [];
}
