import { stepChanges } from "./diff-graphs.ts";
import { adjacency } from "./graph.ts";
import type { StepId } from "./ids.ts";
import type { PatchOperation } from "./patch.ts";
import type { PlanGraph } from "./plan.ts";
import { fieldPhrases } from "./graph-diff.ts";
import type { Step } from "./step.ts";
import type { ToolSpec } from "./tool.ts";

/** What a change does, and what follows from it for other steps, in phrases for a person. */
export type ChangeWords = { words: string; also: string[] };

/** Which operation gives a change its name when it has several. */
const RANK: readonly PatchOperation["op"][] = ["add", "remove", "move", "connect", "disconnect", "update"];

/**
 * Says what operations that belong together do: "Add “Legal check” after “Draft”, before “Launch”".
 * @param before the graph that they apply to; `after` the graph with them
 */
export function describeChange(
  { before, after }: { before: PlanGraph; after: PlanGraph },
  operations: readonly PatchOperation[],
  tools: readonly ToolSpec[],
): ChangeWords {
  const old = new Map(before.steps.map((step) => [step.id, step]));
  const now = new Map(after.steps.map((step) => [step.id, step]));
  const name = (id: StepId) => `“${(now.get(id) ?? old.get(id))?.title ?? id}”`;
  const main = operations.toSorted((a, b) => RANK.indexOf(a.op) - RANK.indexOf(b.op))[0];
  const moved = operations.find((one) => one.op === "move");
  const about = new Set<StepId>();
  let words = "Change the plan";
  if (main?.op === "add") {
    about.add(main.step.id);
    words = `Add ${name(main.step.id)}${placeOf(main.step.id, after, name)}`;
  } else if (main?.op === "remove") {
    const removed = operations.flatMap((one) => (one.op === "remove" ? [one.stepId] : []));
    for (const id of removed) about.add(id);
    words = `Remove ${removed.map((id) => `“${old.get(id)?.title ?? id}”`).join(", ")}`;
  } else if (moved) {
    about.add(moved.stepId);
    words = `Move ${name(moved.stepId)}${placeOf(moved.stepId, after, name)}`;
  } else if (main?.op === "update") {
    const updated = [...now.values()].filter(({ id }) =>
      operations.some((one) => one.op === "update" && one.stepId === id),
    );
    const [first] = updated;
    const phrase = (step: Step, named: string) => updateWords(old.get(step.id), step, tools, named);
    const alike = updated.every((step) => first && phrase(step, "") === phrase(first, ""));
    const named = alike ? updated : updated.slice(0, 1);
    for (const { id } of named) about.add(id);
    const titles = list(
      named.map(({ id }) => id),
      (id) => `“${old.get(id)?.title ?? id}”`,
    );
    words = (first && phrase(first, titles)) ?? `Change ${titles}`;
  } else if (main?.op === "connect" || main?.op === "disconnect") {
    const links = operations.flatMap((one) => (one.op === main.op ? [one] : []));
    words = links
      .map(({ from, to }) =>
        main.op === "connect"
          ? `Let ${name(to)} wait for ${name(from)}`
          : `Let ${name(to)} no longer wait for ${name(from)}`,
      )
      .join("; ");
  }
  return { words, also: consequences(old, now, about) };
}

function placeOf(id: StepId, graph: PlanGraph, name: (id: StepId) => string): string {
  const { before, after } = adjacency(graph);
  const [sources, targets] = [before.get(id) ?? [], after.get(id) ?? []];
  return [
    ...(sources.length > 0 ? [` after ${list(sources, name)}`] : []),
    ...(targets.length > 0 ? [` before ${list(targets, name)}`] : []),
  ].join(",");
}

/** How many steps a phrase names before it only counts them. */
const MOST_NAMED = 3;

function list(ids: readonly StepId[], name: (id: StepId) => string): string {
  if (ids.length > MOST_NAMED) return `${name(ids[0] ?? "")} and ${ids.length - 1} other steps`;
  const named = ids.map(name);
  return named.length < 2 ? (named[0] ?? "") : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

function updateWords(
  old: Step | undefined,
  step: Step | undefined,
  tools: readonly ToolSpec[],
  named: string,
): string | null {
  const changes = old && step ? stepChanges(old, step) : null;
  if (!old || !step || !changes) return null;
  const fields = Object.keys(changes);
  if (fields.length === 1 && changes.title !== undefined) return `Rename ${named} to “${step.title}”`;
  if (fields.length === 1 && changes.optional !== undefined)
    return `Make ${named} ${step.optional ? "optional" : "required"}`;
  if (changes.tool !== undefined)
    return `Use ${tools.find((tool) => tool.name === step.tool)?.title ?? step.tool} for ${named}`;
  return `Change ${named}: ${fieldPhrases(old, step).join(", ")}`;
}

/** What changes in steps that the change is not about; dependencies around added and removed steps speak for themselves. */
function consequences(
  old: ReadonlyMap<StepId, Step>,
  now: ReadonlyMap<StepId, Step>,
  about: ReadonlySet<StepId>,
): string[] {
  return [...now.values()].flatMap((step) => {
    const former = old.get(step.id);
    if (about.has(step.id) || !former || former === step) return [];
    const phrases = fieldPhrases(former, step);
    return phrases.length === 0 ? [] : [`Also changes “${step.title}” (${phrases.join(", ")})`];
  });
}
