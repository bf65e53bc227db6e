import { z } from "zod";
import type { Db, Tx } from "#lib/db/client.ts";
import type { CallOutcome, CallStart, NewCall } from "#lib/domain/call.ts";
import { newId } from "#lib/domain/ids.ts";
import { Json } from "#lib/domain/json.ts";
import { StepError } from "#lib/domain/run.ts";
import { escapeUnstorable, restoreUnstorable } from "#lib/domain/storable.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { callKey } from "./call-key.ts";
import { heldBy } from "./conditions.ts";
import { runTopic, StepLostError, type StepToken } from "./keys.ts";
import { stepViews } from "./step-views.ts";
import { LEDGER_TRANSACTION } from "./transaction.ts";

/**
 * Records a tool call before it is made, conditional on the token. When an earlier attempt was lost after it had recorded the
 * outcome of this very call, that outcome is given back and nothing is called; a step tried again because it failed calls anew.
 * @throws StepLostError when the token is stale or the run is being aborted: then the call must not be made
 */
export async function beginCall(db: Db, token: StepToken, call: NewCall): Promise<CallStart> {
  const idempotencyKey = callKey(token, call);
  const start = await db.$transaction(async (tx): Promise<CallStart> => {
    const held = await tx.$executeRaw`
      update step_runs s
      set tool = ${call.tool}, fallback = ${call.call === 0 ? null : call.call - 1}::int,
        input = ${JSON.stringify(escapeUnstorable(call.args))}::jsonb
      where ${heldBy(token)} and s.status = 'running'
        and exists (select from runs r where r.workspace_id = s.workspace_id and r.id = s.run_id and r.status <> 'aborting')`;
    if (held === 0) throw new StepLostError(token);
    const recorded = await recordedOutcome(tx, token, idempotencyKey);
    if (recorded) return { kind: "recorded", outcome: recorded };
    const callId = newId();
    await tx.$executeRaw`
      insert into tool_calls (workspace_id, id, run_id, step_id, attempt, call, idempotency_key, tool, tool_version,
        side_effect, status, args, started_at)
      values (${token.workspaceId}, ${callId}, ${token.runId}, ${token.stepId}, ${token.attempt}, ${call.call},
        ${idempotencyKey}, ${call.tool}, ${call.toolVersion}, ${call.sideEffect}, 'started',
        ${JSON.stringify(escapeUnstorable(call.args))}::jsonb, clock_timestamp())`;
    const [step] = await stepViews(tx, token, [token.stepId]);
    await appendEvents(tx, {
      workspaceId: token.workspaceId,
      topic: runTopic(token.runId),
      bodies: [
        ...(step ? [{ type: "step.changed" as const, step, what: `Using ${call.tool}` }] : []),
        {
          type: "tool.called",
          stepId: token.stepId,
          attempt: token.attempt,
          call: call.call,
          tool: call.tool,
          status: "started",
          message: null,
        },
      ],
    });
    return { kind: "make", callId, idempotencyKey };
  }, LEDGER_TRANSACTION);
  announce(db, token.workspaceId, [runTopic(token.runId)]);
  return start;
}

const Recorded = z.object({
  status: z.enum(["succeeded", "failed"]),
  result: Json.nullable(),
  summary: z.string().nullable(),
  error: StepError.nullable(),
});

/**
 * Only attempts that were lost count, and only those since the step last failed: who tries it again wants it done anew.
 * A failure that a repeat may mend is repeated.
 */
async function recordedOutcome(
  tx: Tx,
  token: StepToken,
  idempotencyKey: string,
): Promise<CallOutcome | null> {
  const rows = await tx.$queryRaw`
    select c.status, c.result, c.summary, c.error
    from tool_calls c
    join attempts a on a.workspace_id = c.workspace_id and a.run_id = c.run_id and a.step_id = c.step_id
      and a.attempt = c.attempt
    where c.workspace_id = ${token.workspaceId} and c.idempotency_key = ${idempotencyKey}
      and c.run_id = ${token.runId} and c.step_id = ${token.stepId}
      and c.attempt < ${token.attempt} and a.status in ('lost', 'unknown')
      and not exists (
        select from attempts later
        where later.workspace_id = c.workspace_id and later.run_id = c.run_id and later.step_id = c.step_id
          and later.attempt > c.attempt and later.attempt < ${token.attempt} and later.status not in ('lost', 'unknown'))
      and (c.status = 'succeeded' or (c.status = 'failed' and not (c.error->>'retryable')::boolean))
    order by c.attempt desc
    limit 1`;
  const [row] = z.array(Recorded).parse(rows);
  if (!row) return null;
  if (row.status === "failed") return row.error && { status: "failed", error: row.error };
  // Its cost was counted when it was made.
  return {
    status: "succeeded",
    output: restoreUnstorable(row.result),
    summary: row.summary ?? "",
    costMicros: 0,
  };
}
