import { z } from "zod";
import { Allowance } from "./allowance.ts";
import { ApprovalTerms, ApprovalView } from "./approval.ts";
import { Manifest } from "./manifest.ts";

/** What a run would be approved for by starting it. `terms`: who must approve it besides; null: nobody. */
export const RunPreview = z.object({
  manifest: Manifest,
  /** Names this very manifest. */
  hash: z.string(),
  terms: ApprovalTerms.nullable(),
});
export type RunPreview = z.infer<typeof RunPreview>;

/** What a run may do, and who approved that. */
export const RunPermissions = z.object({
  /** Null: it began before there were manifests. */
  manifest: Manifest.nullable(),
  startedBy: z.string().nullable(),
  /** What others were asked about the whole plan, the newest first. */
  approvals: z.array(ApprovalView),
  /** Calls that members have allowed for the rest of the run. */
  allowances: z.array(z.object({ id: z.string(), allowance: Allowance, by: z.string(), at: z.string() })),
});
export type RunPermissions = z.infer<typeof RunPermissions>;
