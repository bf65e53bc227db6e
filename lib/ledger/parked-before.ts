import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { ParkedCall } from "#lib/domain/call.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import type { StepToken } from "./keys.ts";

const Row = z.object({ parked: z.unknown() });

/**
 * The call that an earlier attempt of this step left waiting, with what has come of it, when this attempt is to go on with it: no
 * attempt since then has come to an end of its own (see leaves_calls in prisma/migrations).
 */
export async function parkedBefore(db: Db, token: StepToken): Promise<ParkedCall | null> {
  const { workspaceId, runId, stepId, attempt } = token;
  if (attempt === 1) return null;
  const rows = await db.$queryRaw`
    select a.parked from attempts a
    where a.workspace_id = ${workspaceId} and a.run_id = ${runId} and a.step_id = ${stepId} and a.attempt < ${attempt}
      and a.parked is not null
      and not exists (
        select from attempts later
        where later.workspace_id = a.workspace_id and later.run_id = a.run_id and later.step_id = a.step_id
          and later.attempt > a.attempt and later.attempt < ${attempt} and not leaves_calls(later))
    order by a.attempt desc limit 1`;
  const [row] = z.array(Row).parse(rows);
  return row
    ? ParkedCall.parse(restoreUnstorable(row.parked as Parameters<typeof restoreUnstorable>[0]))
    : null;
}
