import { stepsThatStay } from "./diff-graphs.ts";
import type { StepId } from "./ids.ts";
import type { PlanGraph } from "./plan.ts";
import { graphDiff } from "./graph-diff.ts";

/** What became of one step; `what`: phrases like "tool: web.search instead of knowledge.search", none where the mark says all. */
export type ListedChange = {
  stepId: StepId;
  mark: "added" | "changed" | "dropped";
  title: string;
  what: string[];
};

/** The steps in which two states of a plan differ, in the order of the later one, what was dropped last. */
export function listChanges(before: PlanGraph, after: PlanGraph): ListedChange[] {
  const diff = graphDiff(before, after);
  const [added, phrases] = [new Set(diff.added), new Map(diff.changed.map((one) => [one.stepId, one.what]))];
  const former = new Map(before.steps.map((step) => [step.id, step]));
  const staying = stepsThatStay(before, after);
  const changes = after.steps.flatMap(({ id, title }): ListedChange[] => {
    if (added.has(id)) return [{ stepId: id, mark: "added", title, what: [] }];
    const moved = former.has(id) && !staying.has(id) ? ["another place in the list"] : [];
    const what = [...(phrases.get(id) ?? []), ...moved];
    return what.length === 0 ? [] : [{ stepId: id, mark: "changed", title, what }];
  });
  const dropped = diff.dropped.map((stepId): ListedChange => {
    return { stepId, mark: "dropped", title: former.get(stepId)?.title ?? stepId, what: [] };
  });
  return [...changes, ...dropped];
}
