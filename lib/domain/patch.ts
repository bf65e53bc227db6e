import { z } from "zod";
import { StepId } from "./ids.ts";
import { Dependency } from "./plan.ts";
import { Step, StepChanges } from "./step.ts";

/**
 * One typed change to a plan graph, by step id.
 * - add: puts `step` into the list after `after` (null: first), and adds its dependencies.
 * - remove: takes a step and its dependencies out; `bridge` joins what it depended on to what depended on it.
 * - update: replaces the named fields.
 * - connect, disconnect: one dependency.
 * - move: puts the step after `after` in the list (null: first); `rewire` also takes it out of its chain (bridging its old
 *   neighbours) and inserts it between `after` and what follows in the chain; without it only the order of the list changes.
 */
export const PatchOperation = z.discriminatedUnion("op", [
  z.object({
    op: z.literal("add"),
    step: Step,
    after: StepId.nullable(),
    dependencies: z.array(Dependency).max(1_000),
  }),
  z.object({ op: z.literal("remove"), stepId: StepId, bridge: z.boolean() }),
  z.object({ op: z.literal("update"), stepId: StepId, changes: StepChanges }),
  z.object({ op: z.literal("connect"), from: StepId, to: StepId }),
  z.object({ op: z.literal("disconnect"), from: StepId, to: StepId }),
  z.object({ op: z.literal("move"), stepId: StepId, after: StepId.nullable(), rewire: z.boolean() }),
]);
export type PatchOperation = z.infer<typeof PatchOperation>;

/** A plan patch: operations applied in order, all or none. */
export const PlanPatch = z.array(PatchOperation).min(1).max(10_000);
export type PlanPatch = z.infer<typeof PlanPatch>;
