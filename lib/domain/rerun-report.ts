import { z } from "zod";
import { Id } from "./ids.ts";

/** What a run that does another again took over from it, did anew, and saved. */
export const RerunReport = z.object({
  of: z.object({ runId: Id, number: z.number().int() }),
  reused: z.number().int(),
  redone: z.number().int(),
  savedSeconds: z.number(),
  savedMicros: z.number().int(),
});
export type RerunReport = z.infer<typeof RerunReport>;
