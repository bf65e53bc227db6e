import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { StepRunStatus, StepRunView } from "#lib/domain/run.ts";
import type { SideEffect, ToolSpec } from "#lib/domain/tool.ts";

/** How many steps of a run are in each state. */
export function countByStatus(steps: readonly StepRunView[]): Record<StepRunStatus, number> {
  const counts: Record<StepRunStatus, number> = {
    blocked: 0,
    ready: 0,
    running: 0,
    waiting: 0,
    succeeded: 0,
    failed: 0,
    skipped: 0,
    cancelled: 0,
  };
  for (const step of steps) counts[step.status]++;
  return counts;
}

/** Whether the server would take a retry of this step now: it failed for good, or waits for its next try. */
export function canRetry(step: StepRunView): boolean {
  return step.status === "failed" || (step.status === "waiting" && step.waitingFor === "timer");
}

/** Whether the server would let this step be skipped now. */
export function canSkip(step: StepRunView): boolean {
  return ["blocked", "ready", "waiting", "failed"].includes(step.status);
}

/** Whether nobody knows if the step's call took effect, so that a person must say. */
export function needsDecision(step: StepRunView): boolean {
  return step.status === "waiting" && step.waitingFor === "decision";
}

/** Whether the server would let a person put this step's output right, the run not being aborted. */
export function canCorrect(step: StepRunView): boolean {
  return step.status === "succeeded" || step.status === "skipped";
}

/** Whether a stale step can be run again now: it is finished. */
export function canRerun(step: StepRunView): boolean {
  return step.status === "succeeded" || step.status === "failed" || step.status === "skipped";
}

/** Whether running a step again would repeat what its tool, or the one it used last, does outside. */
export function mustNotRepeat(step: StepRunView, graph: PlanGraph, tools: readonly ToolSpec[]): boolean {
  const own = graph.steps.find((each) => each.id === step.stepId)?.tool;
  return tools.some((tool) => tool.sideEffect === "once" && (tool.name === own || tool.name === step.tool));
}

/** What an abort does, in sentences: what already happened stays, what is under way stops, what is left is not begun. */
export function abortConsequences(
  graph: PlanGraph,
  steps: readonly StepRunView[],
  tools: readonly ToolSpec[],
): string[] {
  const counts = countByStatus(steps);
  const done = counts.succeeded;
  const open = counts.blocked + counts.ready + counts.waiting;
  const effects = new Map<string, SideEffect>(tools.map((tool) => [tool.name, tool.sideEffect]));
  const titles = new Map<StepId, string>(graph.steps.map((step) => [step.id, step.title]));
  const lasting = steps.filter(
    (step) => step.attempt > 0 && step.tool !== null && (effects.get(step.tool) ?? "read") !== "read",
  );
  return [
    done > 0
      ? `${stepsText(done)} ${done === 1 ? "has" : "have"} finished; the output is kept.`
      : "No step has finished yet.",
    ...(counts.running > 0
      ? [`${stepsText(counts.running)} under way ${counts.running === 1 ? "is" : "are"} stopped.`]
      : []),
    ...(open > 0 ? [`${stepsText(open)} will not be started.`] : []),
    lasting.length > 0
      ? `What these did outside stays done: ${lasting.map((step) => titles.get(step.stepId) ?? step.stepId).join(", ")}. What can be undone is offered afterwards.`
      : "Nothing outside Planwright was changed.",
  ];
}

function stepsText(count: number): string {
  return count === 1 ? "1 step" : `${count} steps`;
}

/** The step whose output a reader most likely came for: the last one with an output, ends of the graph before others. */
export function mainOutputStep(graph: PlanGraph, steps: readonly StepRunView[]): StepId | null {
  const withOutput = new Set(steps.filter((step) => step.hasOutput).map((step) => step.stepId));
  const hasDependents = new Set(graph.dependencies.map((dependency) => dependency.from));
  const candidates = graph.steps.map((step) => step.id).filter((id) => withOutput.has(id));
  return candidates.filter((id) => !hasDependents.has(id)).at(-1) ?? candidates.at(-1) ?? null;
}
