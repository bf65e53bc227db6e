import { z } from "zod";
import { descendants, topologicalOrder } from "./graph.ts";
import { Id, StepId } from "./ids.ts";
import type { PlanGraph } from "./plan.ts";
import { sameJson } from "./same-json.ts";
import type { Step } from "./step.ts";
import { stepsRead } from "./step-reads.ts";

/**
 * Why a step would be done anew: it is the one that was chosen or follows it (`asked`); the earlier run has no such step (`new`) or no
 * result of it (`unfinished`); its definition, its tool, or the models and prompts that it asks are others (`changed`, `tool`, `models`); it
 * must never be repeated unasked, so no result of it is taken over (`once`); retention deleted the result (`deleted`); or what it reads
 * is done anew (`reads`): should that come out the same, it is taken over after all.
 */
export const RedoneWhy = z.enum([
  "asked",
  "new",
  "unfinished",
  "changed",
  "tool",
  "models",
  "once",
  "deleted",
  "reads",
]);
export type RedoneWhy = z.infer<typeof RedoneWhy>;

/** What a run that does an earlier one again is expected to take over, and what that saves. */
export const RerunPreview = z.object({
  of: z.object({ runId: Id, number: z.number().int() }),
  /** Which version it would be of; null: the draft, which becomes one. */
  versionNumber: z.number().int().nullable(),
  steps: z.array(
    z.object({
      stepId: StepId,
      title: z.string(),
      /** Null: taken over. */
      redone: RedoneWhy.nullable(),
      savedSeconds: z.number(),
      savedMicros: z.number().int(),
    }),
  ),
});
export type RerunPreview = z.infer<typeof RerunPreview>;

/** A step's result in an earlier run, as far as it decides whether it can be taken over. */
export type EarlierStep = {
  step: Step;
  /** Whether it has a result that may be taken over at all. */
  keyed: boolean;
  once: boolean;
  deleted: boolean;
  /** Whether it asked a model. */
  asked: boolean;
  seconds: number;
  micros: number;
};

/**
 * Foretells for each step of a graph whether its result will be taken over. The run itself goes by a hash of all that decides a result,
 * which needs the outputs that the step reads; this goes by what is known before.
 * @param earlier the latest result of each step that has one, by its id
 * @param toolChanged whether a tool is another than it was
 * @param askingChanged whether steps that ask models would ask others, or with other prompts
 */
export function foretellReuse({
  graph,
  fromStepId,
  known,
  earlier,
  toolChanged,
  askingChanged,
}: {
  graph: PlanGraph;
  fromStepId: StepId | null;
  /** All steps that the earlier run has. */
  known: ReadonlySet<StepId>;
  earlier: ReadonlyMap<StepId, EarlierStep>;
  toolChanged: (tool: string) => boolean;
  askingChanged: boolean;
}): RerunPreview["steps"] {
  const asked = new Set(fromStepId === null ? [] : [fromStepId, ...descendants(graph, fromStepId)]);
  const before = new Map<StepId, StepId[]>();
  for (const { from, to } of graph.dependencies) before.set(to, [...(before.get(to) ?? []), from]);
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const redone = new Map<StepId, RedoneWhy | null>();
  for (const id of topologicalOrder(graph)) {
    const step = steps.get(id);
    if (step) redone.set(id, why(step));
  }
  return graph.steps.map(({ id, title }) => {
    const result = redone.get(id) === null ? earlier.get(id) : undefined;
    return {
      stepId: id,
      title,
      redone: redone.get(id) ?? null,
      savedSeconds: result?.seconds ?? 0,
      savedMicros: result?.micros ?? 0,
    };
  });

  function why(step: Step): RedoneWhy | null {
    if (asked.has(step.id)) return "asked";
    const result = earlier.get(step.id);
    if (!result) return known.has(step.id) ? "unfinished" : "new";
    if (!sameJson(decisive(result.step), decisive(step))) return "changed";
    if (result.once || !result.keyed) return "once";
    if (result.deleted) return "deleted";
    if ([step.tool, ...step.fallbacks.map(({ tool }) => tool)].some(toolChanged)) return "tool";
    if (askingChanged && (result.asked || isOpen(step))) return "models";
    // What a model fills in depends on all that the step may read.
    const reads = isOpen(step) ? (before.get(step.id) ?? []) : stepsRead(step);
    return reads.some((id) => redone.get(id) !== null) ? "reads" : null;
  }
}

/** What of a definition decides a result; titles and times do not, unless a model is told them. */
function decisive(step: Step): unknown {
  const { kind, tool, args, fallbacks, when, each, title, instruction } = step;
  const { maxRepeats: _, ...condition } = step.doneCondition;
  return { kind, tool, args, fallbacks, when, each, condition, ...(isOpen(step) && { title, instruction }) };
}

/** Whether a model fills in any argument. */
function isOpen({ args, fallbacks }: Step): boolean {
  return [args, ...fallbacks.map((fallback) => fallback.args)].some((each) =>
    Object.values(each).some(({ kind }) => kind === "open"),
  );
}
