import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { Allowance, allowanceCovers, type AskingCall } from "#lib/domain/allowance.ts";
import { Json, JsonObject } from "#lib/domain/json.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import type { StepToken } from "./keys.ts";

const Approved = z.object({ editedArgs: z.unknown() });

/**
 * Whether people have approved this very call: the step, its literal arguments and its tool are those that they saw; or they have allowed
 * such calls for the rest of the run.
 * @returns the arguments that they put in the place of those asked for (null: none); null when it is not approved
 */
export async function approvedBefore(
  db: Db,
  { workspaceId, runId, stepId }: StepToken,
  hash: string,
  call: AskingCall,
): Promise<{ editedArgs: JsonObject | null } | null> {
  const rows = await db.$queryRaw`
    select edited_args as "editedArgs" from approvals
    where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId} and status = 'approved' and hash = ${hash}
    order by id desc limit 1`;
  const [row] = z.array(Approved).parse(rows);
  if (row) {
    const edited = restoreUnstorable(Json.parse(row.editedArgs ?? null));
    return { editedArgs: edited === null ? null : JsonObject.parse(edited) };
  }
  const allowances = await db.runAllowance.findMany({
    where: { workspaceId, runId },
    select: { allowance: true },
  });
  const covered = allowances.some(({ allowance }) =>
    allowanceCovers(Allowance.parse(restoreUnstorable(Json.parse(allowance))), call),
  );
  return covered ? { editedArgs: null } : null;
}
