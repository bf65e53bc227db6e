import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import { type Step, requires } from "#lib/domain/step.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { literal } from "../playbooks/step-kit.ts";
import type { DraftPatch } from "./draft-patch.ts";

/** Searches take and give the same, so one can stand in for another. */
const SEARCHES = ["knowledge.search", "web.search", "cache.read"];

/**
 * Proposes something for every failed step, the gentlest that may help: another tool of the same kind, another try with what
 * made it fail changed, leaving an optional step out, and last a working note in its place, so that the rest can go on.
 */
export function mendFailures(draft: DraftPatch): void {
  for (const view of draft.request.steps) {
    const step = draft.graph.steps.find((one) => one.id === view.stepId);
    if (view.status === "failed" && step !== undefined) mend(draft, step, view);
  }
}

function mend(draft: DraftPatch, step: Step, view: StepRunView): void {
  const attempts = [swapTool, loosen, dropOptional, writeNote];
  for (const attempt of attempts) {
    const said = attempt(draft, step, view);
    if (said !== null) {
      draft.said.push(said);
      return;
    }
  }
}

function swapTool(draft: DraftPatch, step: Step): string | null {
  if (!SEARCHES.includes(step.tool)) return null;
  const tried = new Set([step.tool, ...step.fallbacks.map((fallback) => fallback.tool)]);
  const untried = draft.request.tools.filter(
    (tool) => SEARCHES.includes(tool.name) && !tried.has(tool.name) && tool.unavailable === null,
  );
  const [tool, ...rest] = untried;
  if (tool === undefined) return null;
  const fallbacks = rest.map((other) => ({ tool: other.name, args: step.args }));
  const problem = draft.apply([{ op: "update", stepId: step.id, changes: { tool: tool.name, fallbacks } }]);
  return problem === null ? `Uses ${tool.title} for "${step.title}", since ${step.tool} failed.` : null;
}

function loosen(draft: DraftPatch, step: Step, view: StepRunView): string | null {
  const { goal } = draft.request;
  const code = view.error?.code ?? "";
  if (SEARCHES.includes(step.tool) && goal !== null) {
    const query = literal(goal.topic.slice(0, 300));
    if (sameJson(step.args["query"], query)) return null;
    const change = (args: Step["args"]) => ({ ...args, query });
    const fallbacks = step.fallbacks.map((fallback) => ({ ...fallback, args: change(fallback.args) }));
    const problem = draft.apply([
      { op: "update", stepId: step.id, changes: { args: change(step.args), fallbacks } },
    ]);
    return problem === null
      ? `Searches for "${goal.topic}" only in "${step.title}", since the longer query found nothing.`
      : null;
  }
  if (step.tool === "budget.allocate" && code === "over_budget" && goal?.goalBudget) {
    const args = {
      ...step.args,
      totalCents: literal(goal.goalBudget.cents),
      currency: literal(goal.goalBudget.currency),
    };
    const problem = draft.apply([{ op: "update", stepId: step.id, changes: { args } }]);
    return problem === null ? `Keeps "${step.title}" to the goal's budget.` : null;
  }
  if (/time/.test(code)) {
    const timeoutSeconds = Math.min(86_400, step.timeoutSeconds * 3);
    const problem = draft.apply([{ op: "update", stepId: step.id, changes: { timeoutSeconds } }]);
    return problem === null ? `Gives "${step.title}" three times as long.` : null;
  }
  return null;
}

function dropOptional(draft: DraftPatch, step: Step): string | null {
  if (!step.optional) return null;
  return draft.remove(step) === null ? `Drops "${step.title}", which is optional.` : null;
}

function writeNote(draft: DraftPatch, step: Step): string | null {
  const { goal, tools } = draft.request;
  if (
    step.tool === "text.write" ||
    step.tool === "document.compose" ||
    !tools.some((tool) => tool.name === "text.write")
  )
    return null;
  const args = noteArguments(step, goal);
  const changes = { tool: "text.write", args, fallbacks: [], doneCondition: requires(["text"]) };
  const unmended = draft.mendReaders({ stepId: step.id, partsOnly: true });
  for (const reader of unmended) {
    if (draft.remove(reader) === null)
      draft.said.push(`Drops "${reader.title}", which needs what "${step.title}" did not find.`);
  }
  const problem = draft.apply([{ op: "update", stepId: step.id, changes }]);
  return problem === null
    ? `Replaces "${step.title}" by a working note for a person to fill in, so that the rest can go on.`
    : null;
}

/** Arguments of text.write for a step that becomes a working note. */
export function noteArguments(step: Step, goal: GoalAnalysis | null): Step["args"] {
  const about = [literal(`${step.title}. ${step.instruction}`)];
  const items = goal === null ? about : [...about, literal(`The goal: ${goal.text}`.slice(0, 2_000))];
  return {
    brief: literal(`Working note: ${step.title}`),
    topic: literal((goal?.topic ?? step.title).slice(0, 300)),
    material: { kind: "list", items },
  };
}
