import { z } from "zod";
import { Author } from "./plan.ts";
import { Policy } from "./policy.ts";

/** A version of a workspace's policy with those that there are, the latest first; 0 is the default, which nobody made. */
export const PolicyView = z.object({
  active: z.number().int(),
  number: z.number().int(),
  policy: Policy,
  versions: z.array(
    z.object({ number: z.number().int(), author: Author, summary: z.string(), createdAt: z.string() }),
  ),
});
export type PolicyView = z.infer<typeof PolicyView>;
