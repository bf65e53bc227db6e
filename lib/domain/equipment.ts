import { z } from "zod";

/** What a workspace has beyond its tools. */
export const Equipment = z.object({
  /** A checker model, which judges outputs by a rubric. */
  checker: z.boolean(),
  /** An executor model, which fills in arguments that a plan left open. */
  executor: z.boolean(),
});
export type Equipment = z.infer<typeof Equipment>;

/** What a workspace without models has. */
export const NO_EQUIPMENT: Equipment = { checker: false, executor: false };
