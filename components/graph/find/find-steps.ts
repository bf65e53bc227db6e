import { soughtWords } from "#lib/domain/sought-words.ts";
import { levels } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

/** Steps whose title, instruction or tool have every word of a text, in the order of the outline. A text without a word finds none. */
export function findSteps(graph: PlanGraph, tools: readonly ToolSpec[], text: string): StepId[] {
  const words = soughtWords(text);
  if (words.length === 0) return [];
  const toolTitles = new Map(tools.map(({ name, title }) => [name, title]));
  const level = levels(graph);
  return graph.steps
    .filter(({ title, instruction, tool }) => {
      const said = `${title}\n${instruction}\n${tool}\n${toolTitles.get(tool) ?? ""}`.toLowerCase();
      return words.every((word) => said.includes(word));
    })
    .map(({ id }) => id)
    .toSorted((a, b) => (level.get(a) ?? 0) - (level.get(b) ?? 0));
}
