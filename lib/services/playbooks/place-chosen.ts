import { DomainError, type Issue } from "#lib/domain/errors.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { valueText } from "#lib/domain/playbook-values.ts";
import type { Place, PlaybookVariable, VariableInput } from "#lib/domain/playbook.ts";
import { placeVariables } from "#lib/domain/suggest-variables.ts";

/**
 * The variables that a person chose with the places where they stand in the graph.
 * @param among the whole list that the person sent, for the issues' paths
 * @throws DomainError `invalid` at ["variables", i, "default"] for one that stands nowhere
 */
export function placeChosen(
  graph: PlanGraph,
  variables: readonly VariableInput[],
  among: readonly VariableInput[] = variables,
  taken: readonly Place[] = [],
): PlaybookVariable[] {
  const placed = placeVariables(graph, variables, taken);
  const found = new Set(placed.map(({ name }) => name));
  const issues = variables.flatMap((variable): Issue[] => {
    if (found.has(variable.name)) return [];
    const message = `“${valueText(variable.default)}” stands nowhere in the plan as a part of its own. Enter it as the plan has it, or leave “${variable.label}” out.`;
    return [{ path: ["variables", among.indexOf(variable), "default"], message }];
  });
  if (issues.length > 0)
    throw new DomainError("invalid", issues[0]?.message ?? "A variable stands nowhere.", { issues });
  return placed;
}
