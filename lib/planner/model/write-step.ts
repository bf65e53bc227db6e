import type { Json } from "#lib/domain/json.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Argument, Arguments, Reference, Step } from "#lib/domain/step.ts";

/** A step of a plan in the form in which models write steps; what has its usual value is left out. */
export function writeStep(step: Step, graph: Pick<PlanGraph, "dependencies">): Json {
  const { doneCondition } = step;
  const required = doneCondition.required.map((path) => path.join("."));
  return {
    id: step.id,
    title: step.title,
    ...(step.instruction === "" ? {} : { instruction: step.instruction }),
    tool: step.tool,
    args: writeArguments(step.args),
    dependsOn: graph.dependencies.filter(({ to }) => to === step.id).map(({ from }) => from),
    ...(required.length === 0 ? {} : { requires: required }),
    ...(doneCondition.expression === null ? {} : { expression: doneCondition.expression }),
    ...(doneCondition.rubric === null ? {} : { rubric: doneCondition.rubric }),
    ...(step.when === null ? {} : { when: step.when }),
    ...(step.each === null ? {} : { forEach: writeReference(step.each) }),
    ...(step.optional ? { optional: true } : {}),
    ...(step.fallbacks.length === 0
      ? {}
      : { fallbacks: step.fallbacks.map(({ tool, args }) => ({ tool, args: writeArguments(args) })) }),
  };
}

function writeArguments(args: Arguments): Json {
  return Object.fromEntries(Object.entries(args).map(([name, argument]) => [name, writeArgument(argument)]));
}

function writeArgument(argument: Argument): Json {
  switch (argument.kind) {
    case "literal":
      return argument.value;
    case "open":
      return { $open: true };
    case "ref":
      return writeReference(argument);
    case "template":
      return {
        $text: argument.parts.map((part) => (typeof part === "string" ? part : writeReference(part))),
      };
    case "list":
      return argument.items.map(writeArgument);
    case "object":
      return writeArguments(argument.properties);
  }
}

function writeReference({ ref, path }: Reference): Json {
  return path.length === 0 ? { $from: ref } : { $from: ref, path };
}
