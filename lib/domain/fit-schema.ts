import { canonicalJson } from "./canonical-json.ts";
import type { Json, JsonObject } from "./json.ts";
import { typeNames, type JsonType } from "./json-schema.ts";
import { sameJson } from "./same-json.ts";
import { charactersIn } from "./characters.ts";
import { isObject } from "./usable-schema.ts";

/*
 * A checker of our own for the JSON Schemas that people write into done-conditions (draft 2020-12 and 7), since it must run in the
 * browser too, where compiled code is forbidden, and since zod's reading of JSON Schema passes over some keywords in silence.
 */
/** Values looked at before a check is given up. */
const MOST_WORK = 200_000;
const MOST_SAID = 5;

/**
 * In what a value does not fit a schema, in sentences, at most five; none when it fits.
 * @param schema one of which `schemaProblem` says nothing
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
