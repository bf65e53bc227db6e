import type { Argument, Arguments } from "./step.ts";
import type { ToolSpec } from "./tool.ts";

/**
 * The tool that a use of another looks by. `tool`: null when only the run will know which; `args`: null when only the run will know what
 * it is given.
 */
export type LookedBy = { tool: string | null; args: Arguments | null };

/** What a use of this tool looks by; null: by nothing. */
export function lookedBy(tool: Pick<ToolSpec, "looksBy"> | undefined, args: Arguments): LookedBy | null {
  const named = tool?.looksBy && args[tool.looksBy.tool];
  if (!tool?.looksBy || !named) return null;
  const name = namedBy(named);
  if (name === "") return null;
  return { tool: name, args: argumentsIn(args[tool.looksBy.args]) };
}

/** A text that is the same in every run; null: only the run will know it. An argument that is no text names nothing. */
function namedBy(argument: Argument): string | null {
  if (argument.kind === "literal") return typeof argument.value === "string" ? argument.value : "";
  if (argument.kind !== "template") return null;
  return argument.parts.every((part) => typeof part === "string") ? argument.parts.join("") : null;
}

function argumentsIn(argument: Argument | undefined): Arguments | null {
  if (argument === undefined) return {};
  if (argument.kind === "object") return argument.properties;
  if (argument.kind !== "literal") return null;
  const { value } = argument;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, { kind: "literal" as const, value: part }]),
  );
}
