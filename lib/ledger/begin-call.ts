import { z } from "zod";
import { ask, type Db } from "#lib/db/client.ts";
import type { CallOutcome, CallStart, NewCall } from "#lib/domain/call.ts";
import { newId } from "#lib/domain/ids.ts";
import { Json } from "#lib/domain/json.ts";
import { StepError } from "#lib/domain/run.ts";
import { announce } from "#lib/events/announce.ts";
import { callKey } from "./call-key.ts";
import { partRows, rowText } from "./finished-rows.ts";
import { runTopic, StepLostError, type StepToken } from "./keys.ts";
import { loadValue, storeValue } from "./large-values.ts";

/** A call about to be made by the holder of a token. */
export type BeginRequest = { token: StepToken; call: NewCall };
type Named = BeginRequest & { id: string };

const Recorded = z.object({
  n: z.number(),
  status: z.enum(["succeeded", "failed"]),
  result: Json.nullable(),
  summary: z.string().nullable(),
  error: StepError.nullable(),
});
type Recorded = z.infer<typeof Recorded>;
const Answer = z.object({ held: z.array(z.number()), recorded: z.array(Recorded) });

/**
 * Records tool calls before they are made, in one statement, each conditional on its token. When an earlier attempt was lost
 * after it had recorded the outcome of this very call, that outcome is given back and nothing is called; a step tried again
 * because it failed calls anew. See begin_calls in prisma/migrations.
 * @returns the start of each, in order; null when its token is stale or its run is being aborted: then it must not be made
 */
export async function beginCalls(db: Db, requests: readonly BeginRequest[]): Promise<(CallStart | null)[]> {
  const named = requests.map((request) => ({ ...request, id: newId() }));
  const payload = beginPayload(named);
  return startsOf(
    db,
    named,
    await ask(db, "begin_calls", "select begin_calls($1::jsonb) as answer", [payload]),
  );
}

/** The parameter of begin_calls: JSON text. */
export function beginPayload(requests: readonly Named[]): string {
  const calls: string[] = [];
  const large: string[] = [];
  requests.forEach(({ token, call, id }, n) => {
    const { workspaceId, runId, stepId, attempt, workerId } = token;
    const { tool, toolVersion, sideEffect } = call;
    const args = storeValue(stepId, call.args);
    const row = {
      n,
      workspaceId,
      runId,
      stepId,
      attempt,
      workerId,
      id,
      key: callKey(token, call),
      call: call.call,
    };
    calls.push(rowText({ ...row, tool, toolVersion, sideEffect }, { args: args.json }));
    large.push(...partRows(n, token, args.large));
  });
  return `{"calls":[${calls.join(",")}],"large":[${large.join(",")}]}`;
}

/** What begin_calls' answer means for each call, in order. */
export async function startsOf(
  db: Db,
  requests: readonly Named[],
  answer: unknown,
): Promise<(CallStart | null)[]> {
  const { held, recorded } = Answer.parse(answer);
  const answers = new Map(recorded.map((row) => [row.n, row]));
  return Promise.all(
    requests.map(async ({ token, call, id }, n): Promise<CallStart | null> => {
      if (!held.includes(n)) return null;
      const row = answers.get(n);
      if (row) return { kind: "recorded", outcome: await outcomeOf(db, token, row) };
      announce(db, token.workspaceId, [runTopic(token.runId)]);
      return { kind: "make", callId: id, idempotencyKey: callKey(token, call) };
    }),
  );
}

/**
 * Records one tool call before it is made: {@link beginCalls} of one.
 * @throws StepLostError when the token is stale or the run is being aborted: then the call must not be made
 */
export async function beginCall(db: Db, token: StepToken, call: NewCall): Promise<CallStart> {
  const [start] = await beginCalls(db, [{ token, call }]);
  if (!start) throw new StepLostError(token);
  return start;
}

async function outcomeOf(db: Db, token: StepToken, row: Recorded): Promise<CallOutcome> {
  if (row.status === "failed" && row.error) return { status: "failed", error: row.error };
  // Its cost was counted when it was made.
  return {
    status: "succeeded",
    output: await loadValue(db, token, row.result),
    summary: row.summary ?? "",
    costMicros: 0,
  };
}
