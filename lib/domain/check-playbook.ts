import type { Issue } from "./errors.ts";
import { FORMS, writeAs } from "./playbook-values.ts";
import { mayStandIn, partKey } from "./playbook-places.ts";
import { partsOf, type StepPart } from "./playbook-parts.ts";
import type { PlaybookVariable, SavedPlaybook } from "./playbook.ts";
import { unstorablePaths } from "./storable.ts";
import { checkSteps, MOST_ISSUES } from "./check-steps.ts";

/**
 * What makes a playbook impossible to use, each with its place: steps that cannot stand in one plan, and variables whose default is not
 * what stands at their places. Unknown tools and broken references are none of it: those are findings of the plan.
 */
export function checkPlaybook({ graph, variables }: Pick<SavedPlaybook, "graph" | "variables">): Issue[] {
  const issues: Issue[] = [];
  for (const path of unstorablePaths({ graph, variables })) {
    const message = "This has a character that cannot be kept (NUL or half of a surrogate pair).";
    issues.push({ path, message });
  }
  if (graph.steps.length === 0)
    issues.push({
      path: ["graph", "steps"],
      message: "The plan has no steps. A playbook needs one at least.",
    });
  issues.push(...checkSteps(graph), ...checkVariables(graph, variables));
  return issues.slice(0, MOST_ISSUES);
}

type Span = { start: number; end: number };

function checkVariables(graph: SavedPlaybook["graph"], variables: readonly PlaybookVariable[]): Issue[] {
  const issues: Issue[] = [];
  const parts = new Map<string, StepPart>();
  for (const step of graph.steps) {
    for (const part of partsOf(step)) parts.set(partKey({ stepId: step.id, path: part.path }), part);
  }
  const taken = new Map<string, Span[]>();
  const names = new Set<string>();
  for (const [i, variable] of variables.entries()) {
    if (names.has(variable.name))
      issues.push({
        path: ["variables", i, "name"],
        message: `Two variables are named “${variable.name}”.`,
      });
    names.add(variable.name);
    for (const [at, place] of variable.places.entries()) {
      const key = partKey(place);
      const spans = taken.get(key) ?? [];
      const span = place.piece ?? { start: 0, end: 1 };
      const problem =
        placeProblem(variable, place, parts.get(key)) ??
        (spans.some((other) => other.start < span.end && span.start < other.end)
          ? "Two variables stand in the same words."
          : null);
      if (problem !== null) issues.push({ path: ["variables", i, "places", at], message: problem });
      taken.set(key, [...spans, span]);
      if (issues.length >= MOST_ISSUES) return issues;
    }
  }
  return issues;
}

function placeProblem(
  variable: PlaybookVariable,
  { stepId, path, piece, form }: PlaybookVariable["places"][number],
  part: StepPart | undefined,
): string | null {
  if (!part) return `The step “${stepId}” has no text or number at ${path.join(".") || "this path"}.`;
  if (!FORMS[variable.kind].includes(form) || !mayStandIn(part, form))
    return `A ${variable.kind} cannot be put there as “${form}”.`;
  // A slice that asks for more than there is gives what there is.
  if (part.kind !== "number" && piece !== null && piece.end > part.value.length)
    return `The text there has ${part.value.length} characters, not ${piece.end}.`;
  const expected = writeAs(variable.default, form);
  const actual =
    part.kind === "number" ? part.value : piece === null ? null : part.value.slice(piece.start, piece.end);
  if (actual === expected && (part.kind === "number") === (piece === null)) return null;
  return `The default, “${String(expected)}”, does not stand there.`;
}
