import type { Db } from "#lib/db/client.ts";
import type { CallOutcome } from "#lib/domain/call.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { heldBy } from "./conditions.ts";
import { runTopic, StepLostError, type StepToken } from "./keys.ts";
import { storable, storableText } from "./stored.ts";
import { LEDGER_TRANSACTION } from "./transaction.ts";

/**
 * Records how a call ended and adds its cost to the step's, conditional on the token (a step whose outcome is thought unknown
 * still takes it).
 * @throws StepLostError when the token is stale
 */
export async function finishCall(
  db: Db,
  token: StepToken,
  callId: string,
  outcome: CallOutcome,
): Promise<void> {
  const succeeded = outcome.status === "succeeded";
  const cost = succeeded ? outcome.costMicros : 0;
  await db.$transaction(async (tx) => {
    const held = await tx.$executeRaw`
      update step_runs s set cost_micros = s.cost_micros + ${cost}
      where ${heldBy(token)} and (s.status = 'running' or s.waiting_for = 'decision')`;
    if (held === 0) throw new StepLostError(token);
    const [call] = await tx.$queryRaw<{ call: number; tool: string }[]>`
      update tool_calls
      set status = ${outcome.status}, result = ${succeeded ? storable(outcome.output) : null}::jsonb,
        summary = ${succeeded ? storableText(outcome.summary) : null},
        error = ${succeeded ? null : storable(outcome.error)}::jsonb, cost_micros = ${cost}, finished_at = clock_timestamp()
      where workspace_id = ${token.workspaceId} and id = ${callId} and status = 'started'
      returning call, tool`;
    if (!call) throw new StepLostError(token);
    await appendEvents(tx, {
      workspaceId: token.workspaceId,
      topic: runTopic(token.runId),
      bodies: [
        {
          type: "tool.called",
          stepId: token.stepId,
          attempt: token.attempt,
          call: call.call,
          tool: call.tool,
          status: outcome.status,
          message: storableText(succeeded ? outcome.summary : outcome.error.message),
        },
      ],
    });
  }, LEDGER_TRANSACTION);
  announce(db, token.workspaceId, [runTopic(token.runId)]);
}
