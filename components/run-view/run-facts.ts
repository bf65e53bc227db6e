import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { StepRunStatus, StepRunView } from "#lib/domain/run.ts";
import type { SideEffect, ToolSpec } from "#lib/domain/tool.ts";
import type { RunView } from "#lib/domain/view.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { stepTitles } from "./step-titles.ts";

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
  { graph, steps, firstVersion, versionNumber }: AbortedRun,
  tools: readonly ToolSpec[],
): string[] {
  const counts = countByStatus(steps);
  const done = counts.succeeded;
  const open = counts.blocked + counts.ready + counts.waiting;
  const effects = new Map<string, SideEffect>(tools.map((tool) => [tool.name, tool.sideEffect]));
  // Of a tool that is not there any more nobody knows what it did: the worst is said.
  const lasting = steps.filter(
    ({ attempt, tool }) => attempt > 0 && tool !== null && (effects.get(tool) ?? "once") !== "read",
  );
  const title = stepTitles(graph, null, steps);
  // A map is named, not each of its items.
  const names = [...new Set(lasting.map(({ item, stepId }) => title(item?.of ?? stepId)))];
  const left =
    firstVersion === null || firstVersion === versionNumber
      ? []
      : ["What was done by steps that the plan has no more stays done as well."];
  return [
    done > 0
      ? `${countOf(done, "step")} ${done === 1 ? "has" : "have"} finished; the output is kept.`
      : "No step has finished yet.",
    ...(counts.running > 0
      ? [`${countOf(counts.running, "step")} under way ${counts.running === 1 ? "is" : "are"} stopped.`]
      : []),
    ...(open > 0 ? [`${countOf(open, "step")} will not be started.`] : []),
    names.length > 0
      ? `What these did outside stays done: ${names.join(", ")}. What can be undone is offered afterwards.`
      : left.length > 0
        ? "None of the plan's steps has changed anything outside Planwright."
        : "Nothing outside Planwright was changed.",
    ...left,
  ];
}

type AbortedRun = Pick<RunView, "graph" | "steps" | "firstVersion" | "versionNumber">;

/** The step whose output a reader most likely came for: the last one with an output, ends of the graph before others. */
export function mainOutputStep(graph: PlanGraph, steps: readonly StepRunView[]): StepId | null {
  const withOutput = new Set(steps.filter((step) => step.hasOutput).map((step) => step.stepId));
  const hasDependents = new Set(graph.dependencies.map((dependency) => dependency.from));
  const candidates = graph.steps.map((step) => step.id).filter((id) => withOutput.has(id));
  return candidates.filter((id) => !hasDependents.has(id)).at(-1) ?? candidates.at(-1) ?? null;
}
