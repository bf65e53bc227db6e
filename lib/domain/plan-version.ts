import { z } from "zod";
import { line } from "./text.ts";
import { Author, PlanGraph } from "./plan.ts";

/** What lists show of a plan version. */
export const PlanVersionSummary = z.object({
  number: z.number().int(),
  author: Author,
  summary: z.string(),
  createdAt: z.string(),
  runs: z.number().int(),
});
export type PlanVersionSummary = z.infer<typeof PlanVersionSummary>;

/**
 * A version in the plan's timeline: what it changed of the one before it, in numbers of steps (null: it is the first), and the names of
 * those whose edits of the draft it was the first to hold.
 */
export const PlanVersionEntry = PlanVersionSummary.extend({
  changed: z
    .object({ added: z.number().int(), changed: z.number().int(), removed: z.number().int() })
    .nullable(),
  steps: z.number().int(),
  editors: z.array(z.string()),
});
export type PlanVersionEntry = z.infer<typeof PlanVersionEntry>;

/** A version as it was sealed. */
export const PlanVersionView = PlanVersionSummary.extend({ graph: PlanGraph });
export type PlanVersionView = z.infer<typeof PlanVersionView>;

/** A page of the timeline, the latest first; `next`: the number before which the next page begins, or null. */
export const PlanVersionPage = z.object({
  items: z.array(PlanVersionEntry),
  next: z.number().int().nullable(),
});
export type PlanVersionPage = z.infer<typeof PlanVersionPage>;

/** A person's own name for one restoring, so that sending it twice restores once. */
export const RestoreKey = line("The key", 100);

/** Under which key restoring changes the draft. */
export const restorePatchKey = (key: string): string => `restore:${key}`;
