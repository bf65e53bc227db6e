import { stepChanges } from "./diff-graphs.ts";
import { adjacency } from "./graph.ts";
import type { StepId } from "./ids.ts";
import type { PlanGraph } from "./plan.ts";
import type { ReplanDiff } from "./replan.ts";
import { sameJson } from "./same-json.ts";
import type { Step } from "./step.ts";

/** What becomes of each step of one graph in another, with a phrase for each change. The order of the list alone changes nothing. */
export function graphDiff(before: PlanGraph, after: PlanGraph): ReplanDiff {
  const former = new Map(before.steps.map((step) => [step.id, step]));
  const titles = new Map([...before.steps, ...after.steps].map((step) => [step.id, step.title]));
  const sourcesBefore = adjacency(before).before;
  const sourcesAfter = adjacency(after).before;
  const diff: ReplanDiff = { kept: [], changed: [], added: [], dropped: [] };
  for (const step of after.steps) {
    const old = former.get(step.id);
    if (!old) {
      diff.added.push(step.id);
      continue;
    }
    const what = [
      ...fieldPhrases(old, step),
      ...dependencyPhrases(sourcesBefore.get(step.id) ?? [], sourcesAfter.get(step.id) ?? [], titles),
    ];
    if (what.length === 0) diff.kept.push(step.id);
    else diff.changed.push({ stepId: step.id, what });
  }
  const left = new Set(after.steps.map((step) => step.id));
  diff.dropped = before.steps.flatMap((step) => (left.has(step.id) ? [] : [step.id]));
  return diff;
}

/** A phrase for each field in which a step differs from what it was: "tool: web.search instead of knowledge.search". */
export function fieldPhrases(old: Step, step: Step): string[] {
  const changes = stepChanges(old, step) ?? {};
  const phrases: string[] = [];
  if (changes.title !== undefined) phrases.push(`title: “${step.title}” instead of “${old.title}”`);
  if (changes.instruction !== undefined) phrases.push("instruction");
  if (changes.kind !== undefined) phrases.push(`kind: ${step.kind} instead of ${old.kind}`);
  if (changes.tool !== undefined) phrases.push(`tool: ${step.tool} instead of ${old.tool}`);
  if (changes.args !== undefined) {
    const names = changedNames(old.args, step.args);
    phrases.push(`${names.length === 1 ? "argument" : "arguments"}: ${names.join(", ")}`);
  }
  if (changes.timeoutSeconds !== undefined) {
    phrases.push(`time limit: ${step.timeoutSeconds} s instead of ${old.timeoutSeconds} s`);
  }
  if (changes.retry !== undefined) phrases.push(`attempts: ${step.retry.maxAttempts} at most`);
  if (changes.fallbacks !== undefined) {
    const tools = step.fallbacks.map((fallback) => fallback.tool).join(", then ");
    phrases.push(`fallbacks: ${tools || "none"}`);
  }
  if (changes.doneCondition !== undefined) phrases.push("done-condition");
  if (changes.optional !== undefined) phrases.push(step.optional ? "now optional" : "no longer optional");
  if (changes.when !== undefined) phrases.push(`condition: ${step.when ?? "none"}`);
  if (changes.each !== undefined) phrases.push("list that it goes through");
  if (changes.heartbeatSeconds !== undefined) phrases.push(`heartbeat: ${seconds(step.heartbeatSeconds)}`);
  if (changes.expectedSeconds !== undefined) phrases.push(`expected time: ${seconds(step.expectedSeconds)}`);
  return phrases;
}

const seconds = (value: number | null) => (value === null ? "none" : `${value} s`);

function changedNames(old: Step["args"], args: Step["args"]): string[] {
  const names = new Set([...Object.keys(old), ...Object.keys(args)]);
  return [...names].filter((name) => !sameJson(old[name], args[name]));
}

function dependencyPhrases(old: StepId[], now: StepId[], titles: ReadonlyMap<StepId, string>): string[] {
  const name = (id: StepId) => `“${titles.get(id) ?? id}”`;
  const gained = now.filter((id) => !old.includes(id)).map(name);
  const lost = old.filter((id) => !now.includes(id)).map(name);
  return [
    ...(gained.length > 0 ? [`now waits for ${gained.join(", ")}`] : []),
    ...(lost.length > 0 ? [`no longer waits for ${lost.join(", ")}`] : []),
  ];
}
