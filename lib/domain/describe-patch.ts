import type { StepId } from "./ids.ts";
import type { PatchOperation } from "./patch.ts";
import type { PlanGraph } from "./plan.ts";
import type { StepChanges } from "./step.ts";

/**
 * Says in a few words what a patch does, as an undo button or a history shows it: "Add Competitor analysis".
 * @param graph the graph before the patch, for the titles
 */
export function describePatch(graph: PlanGraph, patch: readonly PatchOperation[]): string {
  const titles = new Map(graph.steps.map((step) => [step.id, step.title]));
  for (const operation of patch) {
    if (operation.op === "add") titles.set(operation.step.id, operation.step.title);
  }
  const name = (id: StepId) => titles.get(id) ?? id;

  const added = patch.flatMap((operation) => (operation.op === "add" ? [operation.step.id] : []));
  const removed = patch.flatMap((operation) => (operation.op === "remove" ? [operation.stepId] : []));
  if (added.length > 0 && removed.length > 0) return `Change ${count(patch, "step")}`;
  // Connecting and disconnecting around an added or removed step is a part of adding or removing it.
  if (added.length > 0)
    return added.length === 1 ? `Add ${name(added[0] ?? "")}` : `Add ${added.length} steps`;
  if (removed.length > 0) {
    return removed.length === 1 ? `Remove ${name(removed[0] ?? "")}` : `Remove ${removed.length} steps`;
  }
  const moved = new Set(patch.flatMap((operation) => (operation.op === "move" ? [operation.stepId] : [])));
  if (moved.size > 0) {
    const [first = ""] = moved;
    return moved.size === 1 ? `Move ${name(first)}` : `Move ${moved.size} steps`;
  }
  const updates = patch.flatMap((operation) => (operation.op === "update" ? [operation] : []));
  if (updates.length > 0) {
    const ids = new Set(updates.map((operation) => operation.stepId));
    const [first = ""] = ids;
    if (ids.size > 1) return `Edit ${ids.size} steps`;
    const changes = updates.reduce<StepChanges>((all, update) => ({ ...all, ...update.changes }), {});
    return describeChanges(name(first), changes);
  }
  const [only] = patch;
  if (patch.length === 1 && only?.op === "connect") return `Connect ${name(only.from)} to ${name(only.to)}`;
  if (patch.length === 1 && only?.op === "disconnect") {
    return `Disconnect ${name(only.from)} from ${name(only.to)}`;
  }
  return `Change ${count(patch, "dependency")}`;
}

function count(patch: readonly PatchOperation[], what: "step" | "dependency"): string {
  if (what === "dependency") return patch.length === 1 ? "a dependency" : `${patch.length} dependencies`;
  const steps = new Set(
    patch.flatMap((operation) => {
      if (operation.op === "add") return [operation.step.id];
      return "stepId" in operation ? [operation.stepId] : [];
    }),
  );
  return `${steps.size} steps`;
}

const FIELD_PHRASES: Readonly<Record<keyof StepChanges, string>> = {
  title: "Rename",
  instruction: "Edit instruction of",
  kind: "Change kind of",
  tool: "Change tool of",
  args: "Edit arguments of",
  timeoutSeconds: "Change time limit of",
  retry: "Change retries of",
  fallbacks: "Change fallbacks of",
  doneCondition: "Change done-condition of",
  optional: "Change whether needed:",
  when: "Change condition of",
  each: "Change list of",
  heartbeatSeconds: "Change heartbeat of",
  expectedSeconds: "Change expected time of",
};

function describeChanges(title: string, changes: StepChanges): string {
  const fields = Object.keys(changes) as (keyof StepChanges)[];
  // A new tool brings new arguments with it, and a new kind its list.
  const leading = (["tool", "kind"] as const).find((field) => fields.includes(field));
  const main = leading ?? (fields.length === 1 ? fields[0] : undefined);
  if (main === "title") return `Rename ${title} to ${changes.title ?? title}`;
  return main ? `${FIELD_PHRASES[main]} ${title}` : `Edit ${title}`;
}
