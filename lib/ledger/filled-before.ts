import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import type { NewCall } from "#lib/domain/call.ts";
import { Json, JsonObject } from "#lib/domain/json.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import type { StepToken } from "./keys.ts";
import { loadValue } from "./large-values.ts";

const Row = z.object({ args: z.unknown() });

/**
 * The literal arguments of a call that the attempt before this one had recorded, when that attempt was lost with its worker or nobody
 * could judge its output: what a model had filled in then must be taken again, or the same call would be made a second time as
 * another one. Which attempts count is what begin_calls says too.
 */
export async function filledBefore(
  db: Db,
  token: StepToken,
  { call, tool, toolVersion }: Pick<NewCall, "call" | "tool" | "toolVersion">,
): Promise<JsonObject | null> {
  const { workspaceId, runId, stepId, attempt } = token;
  const rows = await db.$queryRaw`
    select c.args from tool_calls c
    join attempts a on a.workspace_id = c.workspace_id and a.run_id = c.run_id and a.step_id = c.step_id and a.attempt = c.attempt
    where c.workspace_id = ${workspaceId} and c.run_id = ${runId} and c.step_id = ${stepId} and c.call = ${call}
      and c.tool = ${tool} and c.tool_version = ${toolVersion} and c.attempt < ${attempt} and leaves_calls(a)
      and not exists (
        select from attempts later
        where later.workspace_id = c.workspace_id and later.run_id = c.run_id and later.step_id = c.step_id
          and later.attempt > c.attempt and later.attempt < ${attempt} and not leaves_calls(later))
    order by c.attempt desc limit 1`;
  const [row] = z.array(Row).parse(rows);
  if (!row) return shownBefore(db, token, { call, tool, toolVersion });
  const args = JsonObject.safeParse(await loadValue(db, token, JsonObject.parse(row.args)));
  return args.success ? args.data : null;
}

/** Those of a call that was not made yet: what people were shown when they were asked to approve it. */
async function shownBefore(
  db: Db,
  { workspaceId, runId, stepId, attempt }: StepToken,
  { call, tool, toolVersion }: Pick<NewCall, "call" | "tool" | "toolVersion">,
): Promise<JsonObject | null> {
  const rows = await db.$queryRaw`
    select p.request->'args' as args from approvals p
    join attempts a on a.workspace_id = p.workspace_id and a.run_id = p.run_id and a.step_id = p.step_id and a.attempt = p.attempt
    where p.workspace_id = ${workspaceId} and p.run_id = ${runId} and p.step_id = ${stepId} and p.attempt < ${attempt}
      and p.request->>'kind' = 'call' and (p.request->>'call')::int = ${call} and p.request->>'tool' = ${tool}
      and p.request->>'toolVersion' = ${toolVersion}
      and not exists (
        select from attempts later
        where later.workspace_id = p.workspace_id and later.run_id = p.run_id and later.step_id = p.step_id
          and later.attempt > p.attempt and later.attempt < ${attempt} and not leaves_calls(later))
    order by p.attempt desc limit 1`;
  const [row] = z.array(Row).parse(rows);
  return row ? JsonObject.parse(restoreUnstorable(Json.parse(row.args))) : null;
}
