import type { StepId } from "#lib/domain/ids.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import { argumentReferences } from "#lib/domain/graph.ts";
import type { Argument, Arguments, Reference } from "#lib/domain/step.ts";
import { valueAt } from "#lib/domain/value-at.ts";
import type { ToolContext } from "#lib/tools/contract.ts";
import type { EarlierOutput, ExecuteInput } from "./ports.ts";

/** Arguments as a tool takes them, and which part came from which step. */
export type Resolved = { args: JsonObject; origins: ToolContext["origins"] };

/**
 * Puts the outputs of earlier steps into a step's arguments. What is not there (a skipped step, a missing part) gives null. Within an
 * item of a map, what it reads of its own step is the item.
 */
export function resolveArguments(
  args: Arguments,
  { step, item, outputs: earlier }: Pick<ExecuteInput, "step" | "item" | "outputs">,
): Resolved {
  const outputs = item ? new Map(earlier).set(step.id, { title: step.title, output: item.value }) : earlier;
  const resolved = Object.entries(args).map(
    ([name, argument]) => [name, resolve(argument, outputs)] as const,
  );
  const origins = argumentReferences(args).map(({ ref, at }) => {
    // An item came from the step whose list the map works through.
    const source = ref === step.id ? (step.each?.ref ?? ref) : ref;
    return { path: at, stepId: source, stepTitle: earlier.get(source)?.title ?? source };
  });
  return { args: Object.fromEntries(resolved), origins };
}

function resolve(argument: Argument, outputs: ReadonlyMap<StepId, EarlierOutput>): Json {
  switch (argument.kind) {
    case "literal":
      return argument.value;
    case "open":
      // Filled in by the executor model before the tool is called.
      return null;
    case "ref":
      return lookUp(argument, outputs);
    case "template":
      return argument.parts
        .map((part) => (typeof part === "string" ? part : asText(lookUp(part, outputs))))
        .join("");
    case "list":
      return argument.items.map((item) => resolve(item, outputs));
    case "object":
      return Object.fromEntries(
        Object.entries(argument.properties).map(([name, property]) => [name, resolve(property, outputs)]),
      );
  }
}

function lookUp({ ref, path }: Reference, outputs: ReadonlyMap<StepId, EarlierOutput>): Json {
  return valueAt(outputs.get(ref)?.output ?? null, path) ?? null;
}

function asText(value: Json): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
