import { z } from "zod";
import { Id, StepId } from "./ids.ts";

/** Somebody else who has the plan open, in one tab: what they are called, and the step that they look at, or null. */
export const Presence = z.object({
  tab: z.string(),
  userId: Id,
  name: z.string(),
  stepId: StepId.nullable(),
});
export type Presence = z.infer<typeof Presence>;

export const PresenceList = z.object({ others: z.array(Presence) });
