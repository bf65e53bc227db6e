import { z } from "zod";
import { StepId } from "./ids.ts";
import { Step } from "./step.ts";

/** A dependency: step `to` may start when step `from` is done, and may read its output. */
export const Dependency = z.object({ from: StepId, to: StepId });
export type Dependency = z.infer<typeof Dependency>;

/** The graph of a plan version or draft, as a value: an ordered list of steps and their dependencies. No positions. */
export const PlanGraph = z.object({
  steps: z.array(Step).max(5_000),
  dependencies: z.array(Dependency).max(50_000),
});
export type PlanGraph = z.infer<typeof PlanGraph>;

/** Who made a change. */
export const Author = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("person"), userId: z.string(), name: z.string() }),
  z.object({ kind: z.literal("planner"), name: z.string() }),
  z.object({ kind: z.literal("api"), name: z.string() }),
]);
export type Author = z.infer<typeof Author>;

/**
 * planning: the planner is at work; choosing: it waits for the person to pick a playbook; clarifying: for answers to its questions;
 * stopped: a person stopped it; draft: ready to edit; failed: it could not.
 */
export const PlanStatus = z.enum(["planning", "choosing", "clarifying", "stopped", "draft", "failed"]);
export type PlanStatus = z.infer<typeof PlanStatus>;
