import type { Arguments } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

/** Of some arguments those that a tool has; all of them of a tool that is not known. */
export function knownArguments(tool: ToolSpec | undefined, args: Arguments): Arguments {
  if (!tool) return args;
  const properties = tool.inputSchema["properties"];
  const has = (name: string) => typeof properties === "object" && properties !== null && name in properties;
  return Object.fromEntries(Object.entries(args).filter(([name]) => has(name)));
}

/** The tool that can take most of a step's work over by what it is given, one that can be used now first; none is the step's own. */
export function likelyFallback(
  tools: readonly ToolSpec[],
  { tool: own, args }: { tool: string; args: Arguments },
): ToolSpec | undefined {
  const taken = (tool: ToolSpec) => Object.keys(knownArguments(tool, args)).length;
  return tools
    .filter(({ name }) => name !== own)
    .toSorted(
      (a, b) => Number(a.unavailable !== null) - Number(b.unavailable !== null) || taken(b) - taken(a),
    )
    .at(0);
}
