import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { RunStatus, RunWait, type RunBelow } from "#lib/domain/run.ts";
import { lastSeq } from "#lib/events/read.ts";
import { runTopic, type RunKey } from "#lib/ledger/keys.ts";
import { WAITS_FOR } from "./waits-for.ts";

/** Most runs that are told of. */
const MOST = 20;

const Row = z.object({
  runId: z.string(),
  number: z.number(),
  planTitle: z.string(),
  status: RunStatus,
  reason: z.string().nullable(),
  pausedWithParent: z.boolean(),
  aboveNumber: z.number(),
  requests: z.number(),
  waitsFor: RunWait.nullable(),
  stopped: z.string().nullable(),
});

/** The runs that go on below a run, those that wait for a person first, each with why it waits. */
export async function runsBelow(tx: Tx, { workspaceId, runId }: RunKey): Promise<RunBelow[]> {
  const rows = await tx.$queryRaw`
    select r.id as "runId", r.number, p.title as "planTitle", r.status, r.reason, r.paused_with_parent as "pausedWithParent",
      above.number as "aboveNumber", waiting.requests, ${WAITS_FOR} as "waitsFor", capped.stopped
    from runs_below(${workspaceId}, ${runId}) as below(id)
    join runs r on r.workspace_id = ${workspaceId} and r.id = below.id
    join runs above on above.workspace_id = r.workspace_id and above.id = r.parent_run
    join plans p on p.workspace_id = r.workspace_id and p.id = r.plan_id
    cross join lateral (
      select count(*)::int as requests from approvals a
      where a.workspace_id = r.workspace_id and a.run_id = r.id and a.status = 'pending') as waiting
    cross join lateral (
      select min(s.error->>'message') as stopped from step_runs s
      where s.workspace_id = r.workspace_id and s.run_id = r.id and s.pending >= 0 and s.waiting_for = 'spend') as capped
    where r.status not in ('succeeded', 'failed', 'aborted')
    order by (r.status in ('needs_attention', 'pausing', 'paused') or waiting.requests > 0 or capped.stopped is not null) desc, r.number
    limit ${MOST}`;
  const below: RunBelow[] = [];
  for (const row of z.array(Row).parse(rows)) {
    const {
      requests: _,
      reason: __,
      pausedWithParent: ___,
      aboveNumber: ____,
      stopped: _____,
      ...link
    } = row;
    below.push({ ...link, waits: whyItWaits(row), seq: await lastSeq(tx, workspaceId, runTopic(row.runId)) });
  }
  return below;
}

function whyItWaits({
  status,
  reason,
  pausedWithParent,
  aboveNumber,
  requests,
  stopped,
}: z.infer<typeof Row>): string | null {
  if (status === "pausing" || status === "paused") {
    return pausedWithParent ? `It is paused with run ${aboveNumber}.` : "It was paused by itself.";
  }
  // It may be that other steps of it still go on.
  if (stopped !== null) return `Stopped: spend cap. ${stopped}`;
  if (requests > 0)
    return requests === 1 ? "A request waits for a decision." : `${requests} requests wait for decisions.`;
  if (status === "needs_attention") return reason ?? "It cannot go on by itself.";
  return null;
}
