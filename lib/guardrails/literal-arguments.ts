import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { Argument, Arguments } from "#lib/domain/step.ts";

/** The arguments, or parts of lists and objects, that are known before the run. */
export function literalArguments(args: Arguments): JsonObject {
  const known: JsonObject = {};
  for (const [name, argument] of Object.entries(args)) {
    const value = literalOf(argument);
    if (value !== undefined) known[name] = value;
  }
  return known;
}

function literalOf(argument: Argument): Json | undefined {
  switch (argument.kind) {
    case "literal":
      return argument.value;
    case "template":
      return argument.parts.every((part) => typeof part === "string") ? argument.parts.join("") : undefined;
    case "list": {
      const items = argument.items.map(literalOf);
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case "object": {
      const parts = Object.entries(argument.properties).map(
        ([name, part]) => [name, literalOf(part)] as const,
      );
      return parts.every((entry): entry is readonly [string, Json] => entry[1] !== undefined)
        ? Object.fromEntries(parts)
        : undefined;
    }
    case "ref":
    case "open":
      return undefined;
  }
}
