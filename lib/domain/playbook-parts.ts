import type { Json } from "./json.ts";
import type { Argument, Arguments, Step } from "./step.ts";

type Path = (string | number)[];

/**
 * A part of a step that a variable may stand in: a text that people read, an expression (where only what cannot change its meaning may be
 * put), or a number that is a literal.
 */
export type StepPart =
  { kind: "text" | "code"; path: Path; value: string } | { kind: "number"; path: Path; value: number };

/** What a part is to be: of the same type as it was. */
export type ChangePart = (part: StepPart) => string | number;

/** A step with every part of it as `change` says: its title, instruction, literal arguments, and what its output is judged by. */
export function mapParts(step: Step, change: ChangePart): Step {
  const text = (path: Path, value: string) => String(change({ kind: "text", path, value }));
  const code = (path: Path, value: string) => String(change({ kind: "code", path, value }));
  const { doneCondition } = step;
  return {
    ...step,
    title: text(["title"], step.title),
    instruction: text(["instruction"], step.instruction),
    args: mapArguments(step.args, ["args"], change),
    fallbacks: step.fallbacks.map((fallback, i) => ({
      ...fallback,
      args: mapArguments(fallback.args, ["fallbacks", i, "args"], change),
    })),
    doneCondition: {
      ...doneCondition,
      expression:
        doneCondition.expression === null
          ? null
          : code(["doneCondition", "expression"], doneCondition.expression),
      rubric: doneCondition.rubric === null ? null : text(["doneCondition", "rubric"], doneCondition.rubric),
    },
  };
}

/** Every part of a step, in a fixed order. */
export function partsOf(step: Step): StepPart[] {
  const parts: StepPart[] = [];
  mapParts(step, (part) => {
    parts.push(part);
    return part.value;
  });
  return parts;
}

function mapArguments(args: Arguments, path: Path, change: ChangePart): Arguments {
  return Object.fromEntries(
    Object.entries(args).map(([name, argument]) => [name, mapArgument(argument, [...path, name], change)]),
  );
}

function mapArgument(argument: Argument, path: Path, change: ChangePart): Argument {
  switch (argument.kind) {
    case "ref":
    case "open":
      return argument;
    case "literal":
      return { kind: "literal", value: mapJson(argument.value, [...path, "value"], change) };
    case "template":
      return {
        kind: "template",
        parts: argument.parts.map((part, i) =>
          typeof part === "string"
            ? String(change({ kind: "text", path: [...path, "parts", i], value: part }))
            : part,
        ),
      };
    case "list":
      return {
        kind: "list",
        items: argument.items.map((item, i) => mapArgument(item, [...path, "items", i], change)),
      };
    case "object":
      return {
        kind: "object",
        properties: mapArguments(argument.properties, [...path, "properties"], change),
      };
  }
}

function mapJson(value: Json, path: Path, change: ChangePart): Json {
  if (typeof value === "string") return change({ kind: "text", path, value });
  if (typeof value === "number") return change({ kind: "number", path, value });
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item, i) => mapJson(item, [...path, i], change));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapJson(item, [...path, key], change)]),
  );
}
