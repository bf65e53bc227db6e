import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db } from "#lib/db/client.ts";
import type { RunStatus } from "#lib/domain/run.ts";
import { nextRunStatus, runStatusesFor } from "#lib/engine/run-machine.ts";
import { changeRun, type OpenRun } from "./change-run.ts";
import type { RunKey } from "./keys.ts";
import { parentState, PAUSED, setPausedWithParent } from "./parent-state.ts";

/** In these states a run goes on, or would if a person decided something. */
const GOES_ON: readonly RunStatus[] = ["queued", "running", "needs_attention"];

const AT_ONCE = 200;
/** More levels than runs may be nested in. */
const MOST_LEVELS = 12;

const Key = z.object({ workspaceId: z.string(), runId: z.string() });

/**
 * Pauses the runs whose parent pauses, and lets those go on that were paused with a parent which goes on: level by level, until every
 * run does as its parent. Any number of workers may do this at the same time.
 * @param workspaceId only there; null: everywhere
 * @returns how many runs were paused or go on
 */
export async function followParents(db: Db, workspaceId: string | null = null): Promise<number> {
  let followed = 0;
  for (let level = 0; level < MOST_LEVELS; level++) {
    const keys = await behindTheirParents(db, workspaceId);
    if (keys.length === 0) break;
    for (const key of keys) if (await changeRun(db, key, follow)) followed += 1;
  }
  return followed;
}

async function behindTheirParents(db: Db, workspaceId: string | null): Promise<RunKey[]> {
  const there = workspaceId === null ? Prisma.empty : Prisma.sql`and r.workspace_id = ${workspaceId}`;
  const rows = await db.$queryRaw`
    select r.workspace_id as "workspaceId", r.id as "runId"
    from runs r join runs above on above.workspace_id = r.workspace_id and above.id = r.parent_run
    where r.parent_run is not null and r.status not in ('succeeded', 'failed', 'aborted') ${there} and (
      (r.status = any(${runStatusesFor("pause")}::text[]) and above.status = any(${[...PAUSED]}::text[]))
      or (r.paused_with_parent and r.status = any(${[...PAUSED]}::text[]) and above.status = any(${[...GOES_ON]}::text[])))
    limit ${AT_ONCE}`;
  return z.array(Key).parse(rows);
}

/** @returns whether the run changed: its parent, or a person, may have thought better of it meanwhile */
async function follow(run: OpenRun): Promise<boolean> {
  const above = await parentState(run.tx, run);
  if (!above) return false;
  const pauses = PAUSED.includes(above.status);
  if (!pauses && !(above.pausedWithParent && GOES_ON.includes(above.status))) return false;
  const next = nextRunStatus(run.status, pauses ? "pause" : "resume");
  if (!next) return false;
  await run.setStatus(next, null);
  await setPausedWithParent(run.tx, run, pauses);
  return true;
}
