import type { StepRunId } from "#lib/domain/ids.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { Step } from "#lib/domain/step.ts";
import { requires } from "#lib/domain/plain-step.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import type { ChangeDraft } from "../chat/change-draft.ts";
import { UNDERSTOOD } from "../chat/instruction.ts";
import { literal } from "../playbooks/step-kit.ts";
import type { DraftPatch } from "./draft-patch.ts";
import { nothing, type Proposal } from "./replan-request.ts";

/** Searches take and give the same, so one can stand in for another. */
const SEARCHES = ["knowledge.search", "web.search", "cache.read"];

/**
 * Proposes something for every failed step, the gentlest that may help: another tool of the same kind, another try with what
 * made it fail changed, another try as it is, leaving an optional step out, and last a working note in its place, so that the rest
 * can go on.
 */
export function mendFailures(draft: ChangeDraft): Proposal {
  const { steps } = draft.request;
  const again: StepRunId[] = [];
  for (const view of steps) {
    const step = draft.patch.graph.steps.find((one) => one.id === view.stepId);
    if (view.status !== "failed" || step === undefined) continue;
    const mended = [swapTool, loosen].some((way) => tryOut(draft, (patch) => way(patch, step, view)));
    if (!mended && mayPass(step, view)) {
      again.push(step.id);
      draft.patch.said.push(`Tries "${step.title}" again, since what failed may pass.`);
    } else if (!mended) [dropOptional, writeNote].some((way) => tryOut(draft, (patch) => way(patch, step)));
  }
  const swapped = draft.patch.operations.some((one) => one.op === "update" && one.changes.tool !== undefined);
  const changes = draft.changes();
  const choice = changes.length === 0 ? "retry" : swapped ? "fall_back" : "replan";
  if (changes.length > 0 || again.length > 0)
    return { choice, changes, steps: again, explanation: draft.patch.said.join(" ") };
  const failed = steps.some((step) => step.status === "failed");
  return nothing(
    failed
      ? "No other way is known to do what failed. Retry or skip the step, or write a note."
      : `Nothing has failed, so there is nothing to mend. Notes that are understood: ${UNDERSTOOD.join("; ")}.`,
  );
}

/** True for a fault that may pass by itself, until a person or a replan has had it tried again. */
function mayPass(step: Step, { error, attempt }: StepRunView): boolean {
  return error?.retryable === true && attempt <= step.retry.maxAttempts;
}

/** Makes one change of it. @param way gives what it did in a sentence, or null when it does not help here */
export function tryOut(draft: ChangeDraft, way: (patch: DraftPatch) => string | null): boolean {
  let did: string | null = null;
  const outcome = draft.change((patch) => {
    did = way(patch);
    return did === null ? "It does not help here." : null;
  });
  if (outcome !== "done" || did === null) return false;
  draft.patch.said.push(did);
  return true;
}

/** Another search in the place of one. @param why "since web.search failed"; left out: that */
export function swapTool(draft: DraftPatch, step: Step, _: unknown, why?: string): string | null {
  if (!SEARCHES.includes(step.tool)) return null;
  const tried = new Set([step.tool, ...step.fallbacks.map((fallback) => fallback.tool)]);
  const untried = draft.request.tools.filter(
    (tool) => SEARCHES.includes(tool.name) && !tried.has(tool.name) && tool.unavailable === null,
  );
  const [tool, ...rest] = untried;
  if (tool === undefined) return null;
  const fallbacks = rest.map((other) => ({ tool: other.name, args: step.args }));
  const problem = draft.apply([{ op: "update", stepId: step.id, changes: { tool: tool.name, fallbacks } }]);
  return problem === null
    ? `Uses ${tool.title} for "${step.title}", ${why ?? `since ${step.tool} failed`}.`
    : null;
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

/** Takes a step out that the plan can do without. */
export function dropOptional(draft: DraftPatch, step: Step): string | null {
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
