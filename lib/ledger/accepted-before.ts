import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { OutputRequest } from "#lib/domain/approval.ts";
import { Json } from "#lib/domain/json.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import type { StepToken } from "./keys.ts";
import { loadValue } from "./large-values.ts";

const Row = z.object({
  output: Json.nullable(),
  request: Json,
  decidedBy: z.object({ name: z.string() }).nullable(),
  edited: z.boolean(),
});

/** An output that a person has accepted: who, and whether in other words. */
export type Accepted = {
  output: Json;
  summary: string;
  tool: string;
  toolTitle: string;
  by: string;
  edited: boolean;
};

/**
 * The output that an earlier attempt of this step gave and a person has accepted since, when this attempt is to hand it on: no attempt
 * since then has come to an end of its own (see leaves_calls in prisma/migrations).
 * @param hash of the step's definition as it is now: what was accepted of another one does not count
 */
export async function acceptedBefore(db: Db, token: StepToken, hash: () => string): Promise<Accepted | null> {
  const { workspaceId, runId, stepId, attempt } = token;
  if (attempt === 1) return null;
  const rows = await db.$queryRaw`
    select a.output, a.request, a.decided_by as "decidedBy", a.answer is not null as edited from approvals a
    where a.workspace_id = ${workspaceId} and a.run_id = ${runId} and a.step_id = ${stepId} and a.attempt < ${attempt}
      and a.status = 'approved' and a.request->>'kind' = 'output' and a.hash = ${hash()}
      and not exists (
        select from attempts later
        where later.workspace_id = a.workspace_id and later.run_id = a.run_id and later.step_id = a.step_id
          and later.attempt > a.attempt and later.attempt < ${attempt} and not leaves_calls(later))
    order by a.attempt desc limit 1`;
  const [row] = z.array(Row).parse(rows);
  if (!row) return null;
  const { summary, tool, toolTitle } = OutputRequest.parse(restoreUnstorable(row.request));
  return {
    output: await loadValue(db, token, row.output),
    summary,
    tool,
    toolTitle,
    by: row.decidedBy?.name ?? "Somebody",
    edited: row.edited,
  };
}
