import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { manifestHash } from "./runs/manifest-hash.ts";
import type { RunPreview } from "#lib/domain/run-preview.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";
import { activePolicy } from "./policies/active-policy.ts";
import { neededManifest } from "./runs/needed-manifest.ts";
import { planTerms } from "./runs/plan-terms.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";

/** `rev`: the draft as the person saw it. */
export const PreviewRunInput = z.object({ planId: z.string(), rev: z.number().int().min(0) });

/**
 * What a run of the plan's draft may use, as whoever starts it approves it, and who must approve it besides.
 * @throws DomainError `not_found`; `conflict` when the draft has moved on
 */
export async function previewRun({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof PreviewRunInput>;
}): Promise<RunPreview> {
  const workspaceId = authorise(ctx.actor, "read");
  const { planId, rev } = parseInput(PreviewRunInput, input);
  checkPlanId(planId);
  const plan = await ctx.db.plan.findUnique({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { draft: true, draftRev: true },
  });
  if (!plan) throw noPlan();
  if (plan.draftRev !== rev) {
    throw new DomainError("conflict", "The plan has changed meanwhile. Look at it again, then run it.");
  }
  const { policy } = await activePolicy(ctx.db, workspaceId);
  const manifest = await neededManifest(
    ctx.db,
    workspaceId,
    PlanGraph.parse(plan.draft),
    await workspaceTools(ctx.db, workspaceId),
    policy,
  );
  return { manifest, hash: manifestHash(manifest), terms: planTerms(policy) };
}
