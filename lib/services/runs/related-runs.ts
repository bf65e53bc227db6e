import type { Tx } from "#lib/db/client.ts";
import type { RunLink } from "#lib/domain/run.ts";
import type { RunView } from "#lib/domain/view.ts";
import { lastSeq } from "#lib/events/read.ts";
import { runTopic, type RunKey } from "#lib/ledger/keys.ts";
import { WAITS_FOR } from "./waits-for.ts";

/** The run whose step started this one as a part of itself; null when none did. */
export async function parentOf(tx: Tx, { workspaceId, runId }: RunKey): Promise<RunView["parent"]> {
  const [row] = await tx.$queryRaw<Omit<NonNullable<RunView["parent"]>, "seq">[]>`
    select above.id as "runId", above.number, p.title as "planTitle", above.status, null as "waitsFor", r.parent_step as "stepId",
      coalesce(s.step->>'title', r.parent_step) as "stepTitle"
    from runs r
    join runs above on above.workspace_id = r.workspace_id and above.id = r.parent_run
    join plans p on p.workspace_id = above.workspace_id and p.id = above.plan_id
    left join step_runs s on s.workspace_id = r.workspace_id and s.run_id = r.parent_run and s.step_id = r.parent_step
    where r.workspace_id = ${workspaceId} and r.id = ${runId}`;
  return row ? { ...row, seq: await lastSeq(tx, workspaceId, runTopic(row.runId)) } : null;
}

/** The runs that a step started as a part of itself, the latest first. */
export async function childrenOf(
  tx: Tx,
  { workspaceId, runId, stepId }: RunKey & { stepId: string },
): Promise<RunLink[]> {
  return tx.$queryRaw<RunLink[]>`
    select r.id as "runId", r.number, p.title as "planTitle", r.status, ${WAITS_FOR} as "waitsFor"
    from runs r
    join plans p on p.workspace_id = r.workspace_id and p.id = r.plan_id
    where r.workspace_id = ${workspaceId} and r.parent_run = ${runId} and r.parent_step = ${stepId}
    order by r.number desc`;
}
