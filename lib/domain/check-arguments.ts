import type { z } from "zod";
import type { Json } from "./json.ts";
import {
  alternatives,
  compatible,
  compileSchema,
  itemSchema,
  propertySchema,
  resolveSchema,
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
  return checkProperties(args, part, [], resolve);
}

function checkArgument(
  argument: Argument,
  part: SchemaPart | null,
  at: (string | number)[],
  resolve: ResolveReference,
): ArgumentProblem[] {
  switch (argument.kind) {
    case "literal":
      return part ? checkLiteral(argument.value, part, at) : [];
    case "ref": {
      const target = resolve(argument.ref, argument.path);
      if ("rule" in target) return [{ at, ...target }];
      return checkReferenceType(target, part, at);
    }
    case "template":
      return checkTemplate(argument.parts, part, at, resolve);
    case "list":
      return checkBranches("array", part, at, (branch) => [
        ...checkLength(argument.items.length, branch, at),
        ...argument.items.flatMap((item, i) =>
          checkArgument(item, branch && itemSchema(branch, i), [...at, i], resolve),
        ),
      ]);
    case "object":
      return checkBranches("object", part, at, (branch) =>
        checkProperties(argument.properties, branch ?? { schema: {}, root: {} }, at, resolve),
      );
  }
}

function checkProperties(
  args: { [name: string]: Argument },
  part: SchemaPart,
  at: (string | number)[],
  resolve: ResolveReference,
): ArgumentProblem[] {
  const { schema } = resolveSchema(part);
  const problems: ArgumentProblem[] = [];
  for (const name of Array.isArray(schema.required) ? schema.required : []) {
    if (typeof name !== "string" || Object.hasOwn(args, name)) continue;
    const property = propertySchema(part, name);
    if (property && resolveSchema(property).schema.default !== undefined) continue;
    problems.push(problem([...at, name], "missing_argument", `${label([...at, name])} is missing.`, FILL_IN));
  }
  for (const [name, argument] of Object.entries(args)) {
    const property = propertySchema(part, name);
    if (property === undefined) {
      const message = `The tool knows no ${label([...at, name])}.`;
      const severity = schema.additionalProperties === false ? "error" : "warning";
      problems.push({ ...problem([...at, name], "unknown_argument", message, "Remove it."), severity });
    }
    problems.push(...checkArgument(argument, property ?? null, [...at, name], resolve));
  }
  return problems;
}

const FILL_IN = "Enter a value, or take it from an earlier step.";

function problem(at: (string | number)[], rule: string, message: string, fix: string): ArgumentProblem {
  return { at, severity: "error", rule, message, fix };
}

/** The property's name in quotation marks, with where it stands when it is inside a list: “heading” in item 2 of “sections”. */
function label(at: (string | number)[]): string {
  const last = at.at(-1);
  const outer = at.slice(0, -1);
  if (typeof last === "number") return `Item ${last + 1} of ${label(outer)}`;
  const within = outer.length > 0 ? ` in ${lowerFirst(label(outer))}` : "";
  return `“${last ?? "input"}”${within}`;
}

function lowerFirst(text: string): string {
  return text.startsWith("Item") ? `i${text.slice(1)}` : text;
}

function wrongType(at: (string | number)[], wanted: Set<JsonType> | null): ArgumentProblem {
  const names = typeNames(wanted);
  return problem(at, "bad_argument", `${label(at)} must be ${names}.`, `Enter ${names}.`);
}

function checkReferenceType(
  target: ReferenceTarget,
  part: SchemaPart | null,
  at: (string | number)[],
): ArgumentProblem[] {
  if (!part || !target.part) return [];
  const wanted = typesOf(part);
  const given = typesOf(target.part);
  if (compatible(wanted, given)) return [];
  const message = `${label(at)} must be ${typeNames(wanted)}, but ${target.name} is ${typeNames(given)}.`;
  return [problem(at, "bad_reference_type", message, "Pick another part of that output.")];
}

function checkTemplate(
  parts: (string | { ref: string; path: OutputPath })[],
  part: SchemaPart | null,
  at: (string | number)[],
  resolve: ResolveReference,
): ArgumentProblem[] {
  const problems: ArgumentProblem[] = [];
  for (const piece of parts) {
    const target = typeof piece === "string" ? null : resolve(piece.ref, piece.path);
    if (target && "rule" in target) problems.push({ at, ...target });
  }
  if (!part) return problems;
  if (parts.every((piece) => typeof piece === "string")) return checkLiteral(parts.join(""), part, at);
  const wanted = typesOf(part);
  if (!compatible(wanted, new Set(["string"]))) problems.push(wrongType(at, wanted));
  return problems;
}

/** Checks a list or object against the alternatives that take one: fine when one of them is content, else what the first says. */
function checkBranches(
  type: "array" | "object",
  part: SchemaPart | null,
  at: (string | number)[],
  check: (branch: SchemaPart | null) => ArgumentProblem[],
): ArgumentProblem[] {
  if (!part) return check(null);
  const fitting = alternatives(part).filter((branch) => compatible(typesOf(branch), new Set([type])));
  if (fitting.length === 0) return [wrongType(at, typesOf(part))];
  const results = fitting.map((branch) => check(branch));
  return (
    results.find((problems) => problems.every(({ severity }) => severity === "warning")) ?? results[0] ?? []
  );
}

function checkLength(length: number, part: SchemaPart | null, at: (string | number)[]): ArgumentProblem[] {
  const least = part?.schema.minItems;
  const most = part?.schema.maxItems;
  if (typeof least === "number" && length < least) {
    const message = `${label(at)} needs at least ${least} ${least === 1 ? "item" : "items"}.`;
    return [problem(at, "bad_argument", message, "Add items.")];
  }
  if (typeof most === "number" && length > most) {
    const message = `${label(at)} takes ${most} ${most === 1 ? "item" : "items"} at most.`;
    return [problem(at, "bad_argument", message, "Remove items.")];
  }
  return [];
}

function checkLiteral(value: Json, part: SchemaPart, at: (string | number)[]): ArgumentProblem[] {
  const parsed = compileSchema(part).safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => {
    const inner = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
    return literalProblem(issue, [...at, ...inner], valueAt(value, inner), part);
  });
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
): ArgumentProblem {
  const name = label(at);
  const bad = (message: string, fix: string) => problem(at, "bad_argument", message, fix);
  if (value === undefined) return problem(at, "missing_argument", `${name} is missing.`, FILL_IN);
  if (value === "" && issue.code !== "invalid_type") return bad(`${name} is empty.`, FILL_IN);
  switch (issue.code) {
    case "invalid_type":
      return wrongType(at, new Set([ZOD_TYPES[issue.expected] ?? "object"]));
    case "too_small":
    case "too_big": {
      const [limit, words] =
        issue.code === "too_small" ? [issue.minimum, "at least"] : [issue.maximum, "at most"];
      const amount =
        issue.inclusive === false ? `${issue.code === "too_small" ? "more" : "less"} than` : words;
      const unit = UNITS[issue.origin] ?? "";
      const verb = unit ? "must have" : "must be";
      const text = `${amount} ${Number(limit).toLocaleString("en")}${unit}`;
      return bad(`${name} ${verb} ${text}.`, unit ? `Use ${text}.` : `Enter ${text}.`);
    }
    case "invalid_value": {
      const choices = issue.values.map((choice) => `“${String(choice)}”`).join(", ");
      return bad(`${name} must be one of ${choices}.`, `Choose one of ${choices}.`);
    }
    case "invalid_format":
      return bad(
        `${name} must be ${FORMATS[issue.format] ?? "in the form the tool expects"}.`,
        "Correct it.",
      );
    case "not_multiple_of":
      return bad(`${name} must be a multiple of ${issue.divisor}.`, "Round it.");
    case "unrecognized_keys":
      return bad(`${name} has parts the tool does not know: ${issue.keys.join(", ")}.`, "Remove them.");
    case "invalid_union":
      return wrongType(at, issue.path.length === 0 ? typesOf(part) : null);
    default:
      return bad(`${name} does not fit the tool.`, "Change it.");
  }
}

const UNITS: Readonly<Record<string, string>> = { string: " characters", array: " items" };

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
