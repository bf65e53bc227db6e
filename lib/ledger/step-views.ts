import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import { StepRunView } from "#lib/domain/run.ts";
import { DROPPED } from "./conditions.ts";
import type { RunKey } from "./keys.ts";

const Row = z.object({ view: StepRunView });

/**
 * The views of a run's steps, by id; outputs are not loaded. The database's step_view makes them, as it does for the events.
 * @param stepIds only these; all of the run when left out
 */
export async function stepViews(
  tx: Db | Tx,
  { workspaceId, runId }: RunKey,
  stepIds?: readonly string[],
): Promise<StepRunView[]> {
  const only = stepIds ? Prisma.sql`and s.step_id = any(${stepIds}::text[])` : Prisma.empty;
  const rows = await tx.$queryRaw`
    select step_view(s) as view from step_runs s
    where s.workspace_id = ${workspaceId} and s.run_id = ${runId} and s.pending > ${DROPPED} ${only}
    order by s.step_id`;
  return z
    .array(Row)
    .parse(rows)
    .map((row) => row.view);
}
