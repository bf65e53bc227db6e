import { checkArguments, type ArgumentProblem, type ResolveReference } from "./check-arguments.ts";
import { schemaRoot } from "./json-schema.ts";
import { lookedBy } from "./looked-by.ts";
import type { Arguments } from "./step.ts";
import { possibleEffects } from "./tool-effects.ts";
import type { ToolSpec } from "./tool.ts";

/** What is wrong with the tool that a use of another looks by, and with what it is given; at the arguments that name them. */
export function checkLooked(
  tool: ToolSpec,
  args: Arguments,
  tools: ReadonlyMap<string, ToolSpec>,
  resolve: ResolveReference,
): ArgumentProblem[] {
  const looked = lookedBy(tool, args);
  if (!tool.looksBy || !looked) return [];
  const at = [tool.looksBy.tool];
  const say = (severity: ArgumentProblem["severity"], rule: string, message: string, fix: string) => [
    { at, severity, rule, message, fix },
  ];
  const other = "Choose another tool to look by.";
  if (looked.tool === null) {
    const message = `By which tool ${tool.title} looks turns out only while it runs, and a run uses none but those that it was approved for.`;
    return say("warning", "look_unknown", message, "Name the tool.");
  }
  const inner = tools.get(looked.tool);
  if (!inner) return say("error", "unknown_tool", `There is no tool “${looked.tool}”.`, other);
  if (inner.waits) {
    return say("error", "look_waits", `${inner.title} waits itself, so nothing can look by it.`, other);
  }
  const effects = possibleEffects(inner, looked.args ?? {});
  if (looked.args !== null && !effects.includes("read")) {
    const message = `${inner.title} does more than read with these arguments, so nothing can look by it.`;
    return say("error", "look_changes", message, other);
  }
  const problems =
    looked.args === null ? [] : checkArguments(looked.args, schemaRoot(inner.inputSchema), resolve);
  const { args: given } = tool.looksBy;
  const unavailable =
    inner.unavailable === null
      ? []
      : say("warning", "tool_unavailable", `${inner.title} cannot be used now: ${inner.unavailable}`, other);
  return [...unavailable, ...problems.map((problem) => ({ ...problem, at: [given, ...problem.at] }))];
}
