import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import type { ApprovalTerms } from "#lib/domain/approval.ts";
import { SpendStop } from "#lib/domain/spend.ts";
import { sayStopped } from "./cap-step.ts";
import { changeRun } from "./change-run.ts";
import { lookForRoom, SpendNeed, type CapsInForce } from "./hold-spend.ts";
import { wake } from "./park-step.ts";

const Row = z.object({
  workspaceId: z.string(),
  runId: z.string(),
  stepId: z.string(),
  attempt: z.number(),
  stop: z.object({ stop: SpendStop, what: z.string() }),
  need: SpendNeed,
  /** Whether the step still waits, and whether somebody was asked. */
  waits: z.boolean(),
  asked: z.boolean(),
});
type Row = z.infer<typeof Row>;

/** What a workspace's policy says of spend: its caps, and who may raise them. */
export type SpendRules = { inForce: CapsInForce; terms: ApprovalTerms };

const AT_ONCE = 50;
/** Looking at one is a look at its totals, so that each is looked at so often at most, by whichever worker. */
const LOOK_EVERY_MS = 200;

/**
 * Makes steps ready that wait for spend and fit by now: a cap was raised, others' calls took less than was held for them, a new day has
 * begun. Of those that do not fit, and for which waiting for others is no use any more, the cap's keepers are asked. Any number of workers
 * may do this at the same time.
 * @returns how many steps go on
 */
export async function sweepCapped(
  db: Db,
  rulesOf: (workspaceId: string) => Promise<SpendRules>,
): Promise<number> {
  const rows = await db.$queryRaw`
    with looked_at as (
      update spend_stops t set looked_at = clock_timestamp()
      where (t.workspace_id, t.run_id, t.step_id) in (
        select o.workspace_id, o.run_id, o.step_id from spend_stops o
        where o.looked_at < clock_timestamp() - make_interval(secs => ${LOOK_EVERY_MS / 1_000}::float8)
        order by o.looked_at limit ${AT_ONCE} for update skip locked)
      returning t.*
    )
    select l.workspace_id as "workspaceId", l.run_id as "runId", l.step_id as "stepId", l.attempt, l.stop, l.needs as need,
      s.step_id is not null as waits,
      exists (
        select from approvals a
        where a.workspace_id = l.workspace_id and a.run_id = l.run_id and a.step_id = l.step_id and a.attempt = l.attempt) as asked
    from looked_at l
    left join step_runs s on s.workspace_id = l.workspace_id and s.run_id = l.run_id and s.step_id = l.step_id
      and s.attempt = l.attempt and s.status = 'waiting' and s.waiting_for = 'spend' and s.pending >= 0
    order by l.workspace_id, l.run_id, l.step_id`;
  const looked = z.array(Row).parse(rows);
  for (const { workspaceId, runId, stepId, attempt, waits } of looked) {
    if (!waits) await db.spendStop.deleteMany({ where: { workspaceId, runId, stepId, attempt } });
  }
  const waiting = looked.filter(({ waits }) => waits);
  let woken = 0;
  for (const [workspaceId, theirs] of Map.groupBy(waiting, (row) => row.workspaceId)) {
    woken += await lookAt(db, theirs, await rulesOf(workspaceId));
  }
  return woken;
}

/** Looks at steps of one workspace, each besides those that go on already. */
async function lookAt(db: Db, waiting: readonly Row[], { inForce, terms }: SpendRules): Promise<number> {
  const besides = { micros: 0, tokens: 0, millis: 0, calls: 0 };
  let woken = 0;
  for (const { workspaceId, runId, stepId, attempt, need, stop: stopped, asked } of waiting) {
    const step = { workspaceId, runId, stepId };
    const room = await lookForRoom(db, step, inForce, need, besides);
    if (room.held) {
      besides.micros += room.micros;
      besides.tokens += need.tokens;
      besides.millis += room.millis;
      besides.calls += 1;
      const which = { stepId, attempt };
      const went = await changeRun(db, step, (run) => wake(run, "uncap", which, "Room under the spend cap"));
      if (went) woken += 1;
    } else if (room.stop && !sameStop(room.stop, stopped.stop)) {
      const { stop } = room;
      const { what } = stopped;
      await changeRun(db, step, async (run) => {
        await sayStopped(run, { stepId, attempt }, { stop, what, terms }, !asked);
        await run.tx.spendStop.updateMany({
          where: { workspaceId, runId, stepId, attempt },
          data: { stop: { stop, what } },
        });
      });
    }
  }
  return woken;
}

/** Whether two stops say the same but for how much is counted, which changes all the time. */
function sameStop(a: SpendStop, b: SpendStop): boolean {
  if (a.why !== "cap" || b.why !== "cap") return a.why === b.why;
  const said = ({ scope, quantity, cap, needs, passing, above }: typeof a) =>
    [scope, quantity, cap, needs, passing, above?.runId].join(" ");
  return said(a) === said(b);
}
