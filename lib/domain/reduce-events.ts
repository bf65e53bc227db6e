import { applyPatch } from "./apply-patch.ts";
import type { ChatView } from "./chat.ts";
import type { CommentsView } from "./comment.ts";
import type { EventBody, StreamEvent } from "./event.ts";
import { rerunReport } from "./count-rerun.ts";
import type { PlanGraph } from "./plan.ts";
import type { StepRunView } from "./run.ts";
import { addModelUse } from "./run-cost.ts";
import type { PlanView, RunView } from "./view.ts";

/**
 * Takes an event of a plan's topic into the view of it. One that the view has already changes nothing.
 * @returns the new view, or "gap" when events before this one are missing and the view must be fetched again
 */
export function applyPlanEvent(view: PlanView, event: StreamEvent): PlanView | "gap" {
  if (event.seq <= view.seq) return view;
  if (event.seq !== view.seq + 1) return "gap";
  const next = reducePlan(view, event.body);
  return next === "gap" ? next : { ...next, seq: event.seq };
}

function reducePlan(view: PlanView, body: EventBody): PlanView | "gap" {
  switch (body.type) {
    case "plan.analysed":
      return { ...view, analysis: body.analysis };
    case "plan.choice":
      return { ...view, choice: body.choice };
    case "plan.questions":
      return { ...view, questions: body.questions };
    case "plan.status":
      return { ...view, status: body.status, report: body.report, message: body.message };
    case "plan.sealed":
      if (view.versions.some(({ number }) => number === body.version.number)) return view;
      return { ...view, versions: [body.version, ...view.versions] };
    case "plan.patched": {
      // A view may be ahead of its stream: the answer to one's own save arrives before the event does.
      if (body.rev <= view.rev) return view;
      if (body.rev !== view.rev + 1) return "gap";
      const outcome = applyPatch(view.graph, body.patch);
      return outcome.ok ? { ...view, graph: outcome.graph, rev: body.rev } : "gap";
    }
    default:
      return view;
  }
}

/**
 * Takes an event of a plan's topic into the view of its conversation. One that the view has already changes nothing.
 * @returns the new view, or "gap" when events before this one are missing and the view must be fetched again
 */
export function applyChatEvent(view: ChatView, { seq, body }: StreamEvent): ChatView | "gap" {
  if (seq <= view.seq) return view;
  if (seq !== view.seq + 1) return "gap";
  if (body.type !== "chat.changed") return { ...view, seq };
  const { message } = body;
  const others = view.messages.filter(({ id }) => id !== message.id);
  // One that is older than the page of messages that was fetched is not a part of it.
  const oldest = view.messages[0]?.id ?? "";
  const known = others.length < view.messages.length;
  if (!known && view.earlier && message.id < oldest) return { ...view, seq };
  return { ...view, messages: [...others, message].toSorted(byId), seq };
}

/**
 * Takes an event of a plan's topic into the view of its comments. One that the view has already changes nothing.
 * @returns the new view, or "gap" when events before this one are missing and the view must be fetched again
 */
export function applyCommentEvent(view: CommentsView, { seq, body }: StreamEvent): CommentsView | "gap" {
  if (seq <= view.seq) return view;
  if (seq !== view.seq + 1) return "gap";
  if (body.type === "thread.deleted")
    return { threads: view.threads.filter(({ id }) => id !== body.threadId), seq };
  if (body.type !== "thread.changed") return { ...view, seq };
  const { thread, comments, deleted } = body;
  const told = new Set([...comments.map(({ id }) => id), ...deleted]);
  const known = view.threads.find(({ id }) => id === thread.id)?.comments ?? [];
  const all = [...known.filter(({ id }) => !told.has(id)), ...comments];
  const next = { ...thread, comments: all.toSorted(byId) };
  return { threads: [...view.threads.filter(({ id }) => id !== thread.id), next].toSorted(byId), seq };
}

/** Ids sort by age. */
const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

/**
 * Takes an event of a run's topic into the view of it. One that the view has already changes nothing.
 * @returns the new view, or "gap" when events before this one are missing and the view must be fetched again
 */
export function applyRunEvent(view: RunView, event: StreamEvent): RunView | "gap" {
  if (event.seq <= view.seq) return view;
  if (event.seq !== view.seq + 1) return "gap";
  return { ...reduceRun(view, event), seq: event.seq };
}

function reduceRun(view: RunView, { body, at }: StreamEvent): RunView {
  switch (body.type) {
    case "run.status": {
      const { status, reason, startedAt, finishedAt } = body;
      return { ...view, status, reason, startedAt, finishedAt };
    }
    case "step.ready":
    case "step.started":
    case "step.done":
    case "step.changed":
    case "tool.called": {
      const stepId = body.type === "step.changed" ? body.step.stepId : body.stepId;
      const known = view.steps.find((step) => step.stepId === stepId);
      const after = stepAfter(known, body, at);
      if (!after) return view;
      const next = { ...after, model: known?.model ?? after.model };
      const steps = known
        ? view.steps.map((step) => (step.stepId === stepId ? next : step))
        : [...view.steps, next];
      const costMicros = view.costMicros + next.costMicros - (known?.costMicros ?? 0);
      return { ...view, ...countSteps(view, steps), costMicros, texts: textsOf(view, next) };
    }
    case "step.text": {
      const { stepId, attempt, text, fresh } = body;
      const before = view.texts[stepId];
      // A lost attempt may still be heard of after the next one has begun.
      if (before && attempt < before.attempt) return view;
      const goesOn = before?.attempt === attempt && !fresh;
      return {
        ...view,
        texts: { ...view.texts, [stepId]: { attempt, text: (goesOn ? before.text : "") + text } },
      };
    }
    case "step.asked": {
      const { stepId, use } = body;
      return {
        ...view,
        costMicros: view.costMicros + use.costMicros,
        costUnknown: view.costUnknown || use.costUnknown,
        steps: view.steps.map((step) =>
          step.stepId === stepId ? { ...step, model: addModelUse(step.model, use) } : step,
        ),
      };
    }
    case "replan.changed":
      return { ...view, replan: body.replan };
    case "approval.changed":
      if (body.stepId !== null || body.change === "replan") return view;
      return { ...view, [body.change === "edit" ? "editAsked" : "held"]: body.status === "pending" };
    case "replan.asked":
      return {
        ...view,
        costMicros: view.costMicros + body.use.costMicros,
        costUnknown: view.costUnknown || body.use.costUnknown,
        replanUse: addModelUse(view.replanUse, body.use),
      };
    case "run.moved":
      // The cost stays: what steps that are no longer in the plan cost was spent.
      return {
        ...view,
        versionNumber: body.versionNumber,
        graph: body.graph,
        dropped: droppedBy(view, body.graph),
        ...countSteps(
          view,
          body.steps.map((step) => ({ ...step, model: modelOf(view, step) })),
        ),
      };
    default:
      return view;
  }
}

/** The titles of what the run had and does not have with this graph. */
function droppedBy({ dropped, graph }: RunView, next: PlanGraph): RunView["dropped"] {
  const present = new Set<string>(next.steps.map(({ id }) => id));
  const had = [...Object.entries(dropped), ...graph.steps.map(({ id, title }) => [id, title] as const)];
  return Object.fromEntries(had.filter(([id]) => !present.has(id)));
}

function modelOf(view: RunView, { stepId, model }: StepRunView): StepRunView["model"] {
  return view.steps.find((step) => step.stepId === stepId)?.model ?? model;
}

/** What a step was writing is in its output when it has ended, and void when it begins anew. */
function textsOf({ texts }: RunView, { stepId, status, attempt }: StepRunView): RunView["texts"] {
  const known = texts[stepId];
  if (!known || (status === "running" && known.attempt === attempt)) return texts;
  return Object.fromEntries(Object.entries(texts).filter(([id]) => id !== stepId));
}

/**
 * What an event makes of the step that it is about.
 * @param step as it was; none when nothing is known of it yet
 * @param at when it happened, ISO
 * @returns undefined when the event does not tell what the step is
 */
export function stepAfter(
  step: StepRunView | undefined,
  body: EventBody,
  at: string,
): StepRunView | undefined {
  if (body.type === "step.changed") return body.step;
  if (!step) return undefined;
  switch (body.type) {
    case "step.ready":
      return { ...step, status: "ready" };
    case "step.started": {
      const begun = { status: "running" as const, attempt: body.attempt, startedAt: at, finishedAt: null };
      const cleared = { tool: null, fallback: null, waitingFor: null, wakeAt: null, error: null };
      return { ...step, ...begun, ...cleared, summary: null, slow: false };
    }
    case "step.done": {
      const { status, summary, hasOutput, reused } = body;
      const skipCause = status === "skipped" ? ("condition" as const) : null;
      const notes = [...step.notes, ...body.notes];
      const ended = { finishedAt: at, waitingFor: null, error: null };
      return { ...step, ...ended, status, summary, hasOutput, reused, skipCause, notes };
    }
    case "tool.called": {
      const fallback = body.call > 0 ? body.call - 1 : null;
      return { ...step, tool: body.tool, fallback, costMicros: step.costMicros + body.costMicros };
    }
    default:
      return step;
  }
}

function countSteps(
  { rerun }: RunView,
  steps: StepRunView[],
): Pick<RunView, "steps" | "stepsDone" | "stepsTotal" | "rerun"> {
  // What undoes a call of an aborted run is none of the plan's steps.
  const own = steps.filter((step) => step.undoes === null);
  return {
    steps,
    stepsDone: own.filter((step) => step.status === "succeeded" || step.status === "skipped").length,
    stepsTotal: own.length,
    rerun: rerun && rerunReport(rerun.of, steps),
  };
}
