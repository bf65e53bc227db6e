import { expressionReads, expressionTerm } from "./expressions.ts";
import type { StepId } from "./ids.ts";
import type { Argument, Arguments, Step } from "./step.ts";

/**
 * A step that reads other steps under other ids, in its arguments and its fallbacks', its condition and its list. Its own id stays.
 * @param renamed the new id of a step; the same one when it keeps it
 */
export function renameReferences(step: Step, renamed: (id: StepId) => StepId): Step {
  return {
    ...step,
    args: renameArguments(step.args, renamed),
    fallbacks: step.fallbacks.map((one) => ({ ...one, args: renameArguments(one.args, renamed) })),
    each: step.each && { ...step.each, ref: renamed(step.each.ref) },
    when: step.when === null ? null : renameExpression(step.when, renamed),
  };
}

function renameExpression(text: string, renamed: (id: StepId) => StepId): string {
  let made = text;
  // From the end, so that the places before stay where they are.
  for (const { ref, start, end } of expressionReads(text).toSorted((a, b) => b.start - a.start)) {
    if (renamed(ref) === ref) continue;
    made = made.slice(0, start) + expressionTerm({ ref: renamed(ref), path: [] }) + made.slice(end);
  }
  return made;
}

function renameArguments(args: Arguments, renamed: (id: StepId) => StepId): Arguments {
  return Object.fromEntries(
    Object.entries(args).map(([name, argument]) => [name, renameIn(argument, renamed)]),
  );
}

function renameIn(argument: Argument, renamed: (id: StepId) => StepId): Argument {
  switch (argument.kind) {
    case "literal":
    case "open":
      return argument;
    case "ref":
      return { ...argument, ref: renamed(argument.ref) };
    case "template":
      return {
        kind: "template",
        parts: argument.parts.map((part) =>
          typeof part === "string" ? part : { ...part, ref: renamed(part.ref) },
        ),
      };
    case "list":
      return { kind: "list", items: argument.items.map((item) => renameIn(item, renamed)) };
    case "object":
      return { kind: "object", properties: renameArguments(argument.properties, renamed) };
  }
}
