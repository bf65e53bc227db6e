import { Id } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { SharedTool } from "#lib/domain/share.ts";
import type { Argument, Arguments } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

/** What stands where something is not shown. */
const HIDDEN = "(not shown)";

/** A plan's graph as a reader outside sees it: without the names of secrets and without ids of the workspace in its arguments. */
export function sharedGraph(
  graph: PlanGraph,
  tools: readonly ToolSpec[],
  secretNames: readonly string[],
): PlanGraph {
  const hidden: Hidden = {
    arguments: new Set(tools.flatMap(({ secrets = [] }) => secrets)),
    texts: new Set(secretNames),
  };
  const steps = graph.steps.map((step) => ({
    ...step,
    args: hideIn(step.args, hidden),
    fallbacks: step.fallbacks.map((fallback) => ({ ...fallback, args: hideIn(fallback.args, hidden) })),
  }));
  return { ...graph, steps };
}

/** The tools that a graph names, in the words that its cards need. */
export function sharedTools(
  graph: PlanGraph,
  tools: readonly ToolSpec[],
  used: readonly string[],
): SharedTool[] {
  const named = new Set([
    ...used,
    ...graph.steps.flatMap(({ tool, fallbacks }) => [tool, ...fallbacks.map((fallback) => fallback.tool)]),
  ]);
  return tools
    .filter(({ name }) => named.has(name))
    .map(({ name, title, sideEffect }) => ({ name, title, sideEffect }));
}

/** Names of arguments that name secrets, whichever tool has them, and the names themselves. */
type Hidden = { arguments: ReadonlySet<string>; texts: ReadonlySet<string> };

function hideIn(args: Arguments, hidden: Hidden): Arguments {
  return Object.fromEntries(Object.entries(args).map(([name, part]) => [name, hide(name, part, hidden)]));
}

function hide(name: string, argument: Argument, hidden: Hidden): Argument {
  switch (argument.kind) {
    case "literal":
      return { kind: "literal", value: hideValue(name, argument.value, hidden) };
    case "template":
      return {
        ...argument,
        parts: argument.parts.map((part) => (typeof part === "string" ? hideText(name, part, hidden) : part)),
      };
    case "list":
      return { ...argument, items: argument.items.map((item) => hide(name, item, hidden)) };
    case "object":
      return { ...argument, properties: hideIn(argument.properties, hidden) };
    default:
      return argument;
  }
}

function hideValue(name: string, value: Json, hidden: Hidden): Json {
  if (typeof value === "string") return hideText(name, value, hidden);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => hideValue(name, item, hidden));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hideValue(key, item, hidden)]));
}

function hideText(name: string, text: string, hidden: Hidden): string {
  const shown = text.trim();
  if (shown === "") return text;
  return hidden.arguments.has(name) || hidden.texts.has(shown) || Id.safeParse(shown).success ? HIDDEN : text;
}
