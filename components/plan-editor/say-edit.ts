import { dependencyKey } from "#lib/domain/diff-graphs.ts";
import { describePatch } from "#lib/domain/describe-patch.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";

/** How many bridges are named; nobody listens to more. */
const MOST_NAMED = 3;

/**
 * What a screen reader is told of an edit: "Remove B: done. “C” now depends on “A”." The second sentence is about dependencies that a
 * removal made in the step's place.
 * @param name what the edit is called, when not by what the patch does
 */
export function sayEdit(before: PlanGraph, after: PlanGraph, patch: PlanPatch, name?: string): string {
  const done = `${name ?? describePatch(before, patch)}: done.`;
  const bridges = patch.some((operation) => operation.op === "remove" && operation.bridge);
  return [done, ...(bridges ? newDependencies(before, after) : [])].join(" ");
}

function newDependencies(before: PlanGraph, after: PlanGraph): string[] {
  const had = new Set(before.dependencies.map(dependencyKey));
  const made = after.dependencies.filter((dependency) => !had.has(dependencyKey(dependency)));
  if (made.length > MOST_NAMED) return [`${made.length} dependencies now lead past what was removed.`];
  const titles = new Map(after.steps.map(({ id, title }) => [id, title]));
  return made.map(
    ({ from, to }) => `“${titles.get(to) ?? to}” now depends on “${titles.get(from) ?? from}”.`,
  );
}
