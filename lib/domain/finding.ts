import { z } from "zod";
import { StepId } from "./ids.ts";

/** Something a check found: an error stops a run from starting, a warning does not. */
export const Finding = z.object({
  severity: z.enum(["error", "warning"]),
  /** Stable name of the rule: "unknown_tool", "bad_argument", "broken_reference", "cycle", ... */
  rule: z.string(),
  /** The step it concerns, or null for the whole plan, and the field inside it ("args.query", "title"). */
  stepId: StepId.nullable(),
  field: z.string().nullable(),
  message: z.string(),
  /** What would mend it, when there is a plain answer. */
  fix: z.string().nullable(),
});
export type Finding = z.infer<typeof Finding>;
