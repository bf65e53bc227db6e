import type { z } from "zod";
import { formatProblem } from "./check-formats.ts";
import type { Json } from "./json.ts";
import {
  alternatives,
  compatible,
  compileSchema,
  itemSchema,
  propertySchema,
  resolveSchema,
  schemaAtPath,
  typeNames,
  typesOf,
  type JsonType,
  type SchemaPart,
} from "./json-schema.ts";
import type { Argument, OutputPath } from "./step.ts";

/** Something wrong with arguments; `at` is where, from the arguments' root. */
export type ArgumentProblem = {
  at: (string | number)[];
  severity: "error" | "warning";
  rule: string;
  message: string;
  fix: string | null;
};

/** What a reference reads: the schema of that part of the output (null: unknown) and how to call it in a sentence. */
export type ReferenceTarget = { part: SchemaPart | null; name: string };

/** Looks a reference up; a problem when it cannot be read. */
export type ResolveReference = (
  ref: string,
  path: OutputPath,
) => ReferenceTarget | Omit<ArgumentProblem, "at">;

/** Everything in which arguments do not fit a tool's input schema, or read what they cannot. */
export function checkArguments(
  args: { [name: string]: Argument },
  part: SchemaPart,
  resolve: ResolveReference,
): ArgumentProblem[] {
  return checkProperties(args, part, [], { root: part, resolve });
}

/** What every part of the check needs: the whole input schema, for the properties' titles, and how references are looked up. */
type Check = { root: SchemaPart; resolve: ResolveReference };

function checkArgument(
  argument: Argument,
  part: SchemaPart | null,
  at: (string | number)[],
  check: Check,
): ArgumentProblem[] {
  switch (argument.kind) {
    case "literal":
      return part ? checkLiteral(argument.value, part, at, check) : [];
    case "open": {
      if (at.length <= 1) return [];
      const message = `${label(check, at)} cannot be left open by itself.`;
      return [problem(at, "bad_argument", message, "Leave the whole argument open, or enter a value.")];
    }
    case "ref": {
      const target = check.resolve(argument.ref, argument.path);
      if ("rule" in target) return [{ at, ...target }];
      return checkReferenceType(target, part, at, check);
    }
    case "template":
      return checkTemplate(argument.parts, part, at, check);
    case "list":
      return checkBranches("array", part, at, check, (branch) => [
        ...checkLength(argument.items.length, branch, at, check),
        ...argument.items.flatMap((item, i) =>
          checkArgument(item, branch && itemSchema(branch, i), [...at, i], check),
        ),
      ]);
    case "object":
      return checkBranches("object", part, at, check, (branch) =>
        checkProperties(argument.properties, branch ?? { schema: {}, root: {} }, at, check),
      );
  }
}

function checkProperties(
  args: { [name: string]: Argument },
  part: SchemaPart,
  at: (string | number)[],
  check: Check,
): ArgumentProblem[] {
  const { schema } = resolveSchema(part);
  const problems: ArgumentProblem[] = [];
  for (const name of Array.isArray(schema.required) ? schema.required : []) {
    if (typeof name !== "string" || Object.hasOwn(args, name)) continue;
    const property = propertySchema(part, name);
    if (property && resolveSchema(property).schema.default !== undefined) continue;
    problems.push(
      problem([...at, name], "missing_argument", `${label(check, [...at, name])} is missing.`, FILL_IN),
    );
  }
  for (const [name, argument] of Object.entries(args)) {
    const property = propertySchema(part, name);
    if (property === undefined) {
      const message = `The tool knows no ${label(check, [...at, name])}.`;
      const severity = schema.additionalProperties === false ? "error" : "warning";
      problems.push({ ...problem([...at, name], "unknown_argument", message, "Remove it."), severity });
    }
    problems.push(...checkArgument(argument, property ?? null, [...at, name], check));
  }
  return problems;
}

const FILL_IN = "Enter a value, or take it from an earlier step.";

function problem(at: (string | number)[], rule: string, message: string, fix: string): ArgumentProblem {
  return { at, severity: "error", rule, message, fix };
}

/**
 * What a form calls the property, in quotation marks, with where it stands: “Heading” in item 2 of “Sections”.
 * Its title in the schema, else its name.
 */
function label(check: Check, at: (string | number)[]): string {
  const last = at.at(-1);
  const outer = at.slice(0, -1);
  if (typeof last === "number") return `Item ${last + 1} of ${label(check, outer)}`;
  const part = schemaAtPath(check.root, at);
  const title = part && "schema" in part ? resolveSchema(part).schema.title : undefined;
  const within = outer.length > 0 ? ` in ${lowerFirst(label(check, outer))}` : "";
  return `“${typeof title === "string" ? title : (last ?? "input")}”${within}`;
}

function lowerFirst(text: string): string {
  return text.startsWith("Item") ? `i${text.slice(1)}` : text;
}

function wrongType(check: Check, at: (string | number)[], wanted: Set<JsonType> | null): ArgumentProblem {
  const names = typeNames(wanted);
  return problem(at, "bad_argument", `${label(check, at)} must be ${names}.`, `Enter ${names}.`);
}

function checkReferenceType(
  target: ReferenceTarget,
  part: SchemaPart | null,
  at: (string | number)[],
  check: Check,
): ArgumentProblem[] {
  if (!part || !target.part) return [];
  const wanted = typesOf(part);
  const given = typesOf(target.part);
  if (compatible(wanted, given)) return [];
  const message = `${label(check, at)} must be ${typeNames(wanted)}, but ${target.name} is ${typeNames(given)}.`;
  return [problem(at, "bad_reference_type", message, "Pick another part of that output.")];
}

function checkTemplate(
  parts: (string | { ref: string; path: OutputPath })[],
  part: SchemaPart | null,
  at: (string | number)[],
  check: Check,
): ArgumentProblem[] {
  const problems: ArgumentProblem[] = [];
  for (const piece of parts) {
    const target = typeof piece === "string" ? null : check.resolve(piece.ref, piece.path);
    if (target && "rule" in target) problems.push({ at, ...target });
  }
  if (!part) return problems;
  if (parts.every((piece) => typeof piece === "string")) return checkLiteral(parts.join(""), part, at, check);
  const wanted = typesOf(part);
  if (!compatible(wanted, new Set(["string"]))) problems.push(wrongType(check, at, wanted));
  return problems;
}

/** Checks a list or object against the alternatives that take one: fine when one of them is content, else what the first says. */
function checkBranches(
  type: "array" | "object",
  part: SchemaPart | null,
  at: (string | number)[],
  check: Check,
  inspect: (branch: SchemaPart | null) => ArgumentProblem[],
): ArgumentProblem[] {
  if (!part) return inspect(null);
  const fitting = alternatives(part).filter((branch) => compatible(typesOf(branch), new Set([type])));
  if (fitting.length === 0) return [wrongType(check, at, typesOf(part))];
  const results = fitting.map((branch) => inspect(branch));
  return (
    results.find((problems) => problems.every(({ severity }) => severity === "warning")) ?? results[0] ?? []
  );
}

function checkLength(
  length: number,
  part: SchemaPart | null,
  at: (string | number)[],
  check: Check,
): ArgumentProblem[] {
  const least = part?.schema.minItems;
  const most = part?.schema.maxItems;
  if (typeof least === "number" && length < least) {
    const message = `${label(check, at)} needs at least ${least} ${least === 1 ? "item" : "items"}.`;
    return [problem(at, "bad_argument", message, "Add items.")];
  }
  if (typeof most === "number" && length > most) {
    const message = `${label(check, at)} takes ${most} ${most === 1 ? "item" : "items"} at most.`;
    return [problem(at, "bad_argument", message, "Remove items.")];
  }
  return [];
}

function checkLiteral(
  value: Json,
  part: SchemaPart,
  at: (string | number)[],
  check: Check,
): ArgumentProblem[] {
  const parsed = compileSchema(part).safeParse(value);
  if (parsed.success) {
    const odd = formatProblem(value, part);
    return odd === null
      ? []
      : [problem(at, "bad_argument", `${label(check, at)}: ${odd}`, "Change the value.")];
  }
  const problems = parsed.error.issues.flatMap((issue) => literalProblems(issue, value, part, at, check));
  // A format often comes with a pattern that says the same.
  const places = problems.map((each) => each.at.join("."));
  return problems.filter((each, i) => places.indexOf(each.at.join(".")) === i);
}

/** @param value, part what the issue's path starts from, which stands `at` */
function literalProblems(
  issue: z.core.$ZodIssue,
  value: Json,
  part: SchemaPart,
  at: (string | number)[],
  check: Check,
): ArgumentProblem[] {
  const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
  const place = [...at, ...path];
  const inner = valueAt(value, path);
  const found = schemaAtPath(part, path);
  const innerPart = found && "schema" in found ? resolveSchema(found) : { schema: {}, root: part.root };
  if (issue.code !== "invalid_union" || inner === undefined) {
    return [literalProblem(issue, place, inner, innerPart, check)];
  }
  // The alternative that the value is meant for is one whose type it has.
  const meant = issue.errors.find(
    (branch) => !branch.some((each) => each.code === "invalid_type" && each.path.length === 0),
  );
  if (!meant) return [wrongType(check, place, typesOf(innerPart))];
  return meant.flatMap((each) => literalProblems(each, inner, innerPart, place, check));
}

function valueAt(value: Json, path: (string | number)[]): Json | undefined {
  let current: Json | undefined = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = Array.isArray(current) ? current[Number(key)] : current[key];
  }
  return current;
}

/** Words one of zod's issues for a person. */
function literalProblem(
  issue: z.core.$ZodIssue,
  at: (string | number)[],
  value: Json | undefined,
  part: SchemaPart,
  check: Check,
): ArgumentProblem {
  const name = label(check, at);
  const hint = typeof part.schema.description === "string" ? part.schema.description : null;
  const bad = (message: string, fix: string) => problem(at, "bad_argument", message, fix);
  if (value === undefined) return problem(at, "missing_argument", `${name} is missing.`, FILL_IN);
  if (value === "" && issue.code !== "invalid_type") return bad(`${name} is empty.`, FILL_IN);
  switch (issue.code) {
    case "invalid_type":
      return wrongType(check, at, typesOf(part) ?? new Set([ZOD_TYPES[issue.expected] ?? "object"]));
    case "too_small":
    case "too_big":
      return bad(...outOfRange(issue, name));
    case "invalid_value": {
      const choices = issue.values.map((choice) => `“${String(choice)}”`).join(", ");
      return bad(`${name} must be one of ${choices}.`, `Choose one of ${choices}.`);
    }
    case "invalid_format": {
      const form = FORMATS[issue.format] ?? "in the form the tool expects";
      return bad(`${name} must be ${form}.`, hint ?? "Correct it.");
    }
    case "not_multiple_of":
      return bad(`${name} must be a multiple of ${issue.divisor}.`, "Round it.");
    case "unrecognized_keys":
      return bad(`${name} has parts the tool does not know: ${issue.keys.join(", ")}.`, "Remove them.");
    default:
      return bad(`${name} does not fit the tool.`, hint ?? "Change it.");
  }
}

/** Message and fix for a number, text or list that is too small or too big. */
function outOfRange(
  issue: Extract<z.core.$ZodIssue, { code: "too_small" | "too_big" }>,
  name: string,
): [string, string] {
  const small = issue.code === "too_small";
  const strict = small ? "more than" : "less than";
  const bound = issue.inclusive === false ? strict : small ? "at least" : "at most";
  const limit = Number(small ? issue.minimum : issue.maximum);
  const unit = UNITS[issue.origin];
  const words = `${bound} ${limit.toLocaleString("en")}`;
  if (!unit) return [`${name} must be ${words}.`, `Enter ${words}.`];
  const amount = `${words} ${limit === 1 ? unit : `${unit}s`}`;
  return [`${name} must have ${amount}.`, `Use ${amount}.`];
}

const UNITS: Readonly<Record<string, string>> = { string: "character", array: "item" };

const ZOD_TYPES: Readonly<Record<string, JsonType>> = {
  string: "string",
  number: "number",
  int: "integer",
  boolean: "boolean",
  array: "array",
  tuple: "array",
  object: "object",
  record: "object",
  null: "null",
};

const FORMATS: Readonly<Record<string, string>> = {
  date: "a date like 2027-01-31",
  datetime: "a moment like 2027-01-31T09:00:00Z",
  time: "a time like 09:00:00",
  email: "an e-mail address",
  url: "a web address",
  uuid: "a UUID",
};
