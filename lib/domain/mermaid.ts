import { dependencyKey } from "./diff-graphs.ts";
import type { PlanGraph } from "./plan.ts";

/**
 * The graph as a Mermaid flowchart, for documents that draw one: a node a step with its title, an arrow a dependency.
 * Node names are counted, since step ids may be words of Mermaid; titles are entities where they could end the text.
 */
export function toMermaid({ steps, dependencies }: PlanGraph): string {
  const names = new Map(steps.map(({ id }, i) => [id, `s${i + 1}`]));
  const nodes = steps.map(({ id, title }) => `  ${names.get(id)}["${escapeText(title)}"]`);
  const arrows = [...new Map(dependencies.map((one) => [dependencyKey(one), one])).values()].map(
    ({ from, to }) => `  ${names.get(from)} --> ${names.get(to)}`,
  );
  return ["flowchart TD", ...nodes, ...arrows, ""].join("\n");
}

/** Characters with a meaning in Mermaid's texts or in the HTML that it makes of them, and all that end a line, as its entities. */
function escapeText(text: string): string {
  return text.replace(/["#&<>\\`\r\n\u0085\u2028\u2029;]/g, (character) => `#${character.codePointAt(0)};`);
}
