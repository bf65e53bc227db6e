import type { Finding } from "#lib/domain/finding.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";

const FIELDS = new Map([
  ["title", "title"],
  ["instruction", "instruction"],
  ["tool", "tool"],
  ["when", "condition"],
  ["each", "list"],
  ["doneCondition", "done-condition"],
  ["heartbeatSeconds", "sign of life"],
]);

/** Where a finding is, in words: its step, and what of it. */
export function findingPlace({ stepId, field }: Pick<Finding, "stepId" | "field">, graph: PlanGraph): string {
  const title = graph.steps.find(({ id }) => id === stepId)?.title ?? "The plan";
  const words = field === null ? null : fieldWords(field.split("."));
  return words === null ? title : `${title}: ${words}`;
}

function fieldWords([first = "", second, ...rest]: readonly string[]): string | null {
  if (first === "args") return second === undefined ? "arguments" : `argument “${second}”`;
  if (first !== "fallbacks" || second === undefined) return FIELDS.get(first) ?? null;
  const within = fieldWords(rest);
  return `fallback ${Number(second) + 1}${within === null ? "" : `, ${within}`}`;
}
