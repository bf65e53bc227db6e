import { z } from "zod";
import { ask, type Db } from "#lib/db/client.ts";
import type { CallOutcome } from "#lib/domain/call.ts";
import { announce } from "#lib/events/announce.ts";
import { partRows, rowText } from "./finished-rows.ts";
import { runTopic, StepLostError, type StepToken } from "./keys.ts";
import { storeValue } from "./large-values.ts";
import { storable, storableText } from "./stored.ts";

/** How a call ended that the holder of a token had begun. */
export type FinishRequest = { token: StepToken; callId: string; outcome: CallOutcome };

const Held = z.array(z.number());

/**
 * Records how calls ended and adds their cost to their steps', in one statement, each conditional on its token (a step whose
 * outcome is thought unknown still takes it). See finish_calls in prisma/migrations.
 * @returns for each in order whether it was recorded; false when its token is stale
 */
export async function finishCalls(db: Db, requests: readonly FinishRequest[]): Promise<boolean[]> {
  const calls: string[] = [];
  const large: string[] = [];
  requests.forEach(({ token, callId, outcome }, n) => {
    const { workspaceId, runId, stepId, attempt, workerId } = token;
    const succeeded = outcome.status === "succeeded";
    const result = succeeded ? storeValue(stepId, outcome.output) : null;
    calls.push(
      rowText(
        {
          n,
          workspaceId,
          runId,
          stepId,
          attempt,
          workerId,
          id: callId,
          status: outcome.status,
          summary: succeeded ? storableText(outcome.summary) : null,
          cost: succeeded ? outcome.costMicros : 0,
        },
        { result: result?.json ?? null, error: succeeded ? null : storable(outcome.error) },
      ),
    );
    large.push(...partRows(n, token, result?.large ?? null));
  });
  const payload = `{"calls":[${calls.join(",")}],"large":[${large.join(",")}]}`;
  const answer = await ask(db, "finish_calls", "select finish_calls($1::jsonb) as answer", [payload]);
  const held = new Set(Held.parse(answer));
  return requests.map(({ token }, n) => {
    if (held.has(n)) announce(db, token.workspaceId, [runTopic(token.runId)]);
    return held.has(n);
  });
}

/**
 * Records how one call ended: {@link finishCalls} of one.
 * @throws StepLostError when the token is stale
 */
export async function finishCall(
  db: Db,
  token: StepToken,
  callId: string,
  outcome: CallOutcome,
): Promise<void> {
  const [recorded] = await finishCalls(db, [{ token, callId, outcome }]);
  if (!recorded) throw new StepLostError(token);
}
