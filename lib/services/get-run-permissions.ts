import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import { Allowance } from "#lib/domain/allowance.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { Json } from "#lib/domain/json.ts";
import { Manifest } from "#lib/domain/manifest.ts";
import type { RunPermissions } from "#lib/domain/run-preview.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import { approvalViews } from "./approvals/approval-views.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { noRun, toRunKey } from "./runs/run-keys.ts";

export const GetRunPermissionsInput = z.object({ runId: z.string() });

const MOST_APPROVALS = 20;
const Author = z.object({ name: z.string() });

/**
 * What a run may do: the tools, hosts, data and spend that it was approved for, by whom, and what members have allowed it since.
 * @throws DomainError `not_found`
 */
export async function getRunPermissions({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetRunPermissionsInput>;
}): Promise<RunPermissions> {
  const workspaceId = authorise(ctx.actor, "read");
  const { runId } = toRunKey(workspaceId, parseInput(GetRunPermissionsInput, input).runId);
  const run = await ctx.db.run.findUnique({
    where: { workspaceId_id: { workspaceId, id: runId } },
    select: { manifest: true, createdBy: true, allowances: { orderBy: { createdAt: "asc" } } },
  });
  if (!run) throw noRun();
  const ofPlan = Prisma.sql`a.workspace_id = ${workspaceId} and a.run_id = ${runId} and a.step_id is null`;
  const [starter, approvals] = await Promise.all([
    ctx.db.user.findUnique({ where: { id: run.createdBy }, select: { name: true } }),
    approvalViews(ctx.db, ctx.actor, ofPlan, MOST_APPROVALS),
  ]);
  return {
    manifest: Manifest.nullable().parse(run.manifest),
    startedBy: starter?.name ?? null,
    approvals,
    allowances: run.allowances.map(({ id, allowance, createdBy, createdAt }) => ({
      id,
      allowance: Allowance.parse(restoreUnstorable(Json.parse(allowance))),
      by: Author.parse(createdBy).name,
      at: createdAt.toISOString(),
    })),
  };
}
