import { z } from "zod";
import { ask, type Db } from "#lib/db/client.ts";
import type { CallStart, NewCall } from "#lib/domain/call.ts";
import { newId } from "#lib/domain/ids.ts";
import { beginPayload, startsOf } from "./begin-call.ts";
import { Held, holdRow, whenSettled, type CapsInForce, type SpendNeed } from "./hold-spend.ts";
import { StepLostError, type StepToken } from "./keys.ts";

const Answer = z.looseObject({ hold: Held });

/**
 * Records a tool call before it is made, as {@link beginCalls} does, with what it holds under the spend caps, in one commit. One that
 * does not fit is not recorded. See begin_capped_call in prisma/migrations.
 * @throws StepLostError when the token is stale or the run is being aborted: then the call must not be made
 */
export async function beginCappedCall(
  db: Db,
  token: StepToken,
  call: NewCall,
  inForce: CapsInForce,
  need: SpendNeed,
): Promise<CallStart> {
  const id = newId();
  const requests = [{ token, call, id }];
  const hold = JSON.stringify(holdRow(token, inForce, { ...need, id, callId: id }));
  const payload = `{"begin":${beginPayload(requests)},"hold":${hold}}`;
  let answer: unknown = null;
  const held = await whenSettled(db, async () => {
    answer = await ask(db, "begin_capped_call", "select begin_capped_call($1::jsonb) as answer", [payload]);
    return Answer.parse(answer).hold;
  });
  if (!held.held && held.stop) return { kind: "capped", stop: held.stop };
  const [start] = await startsOf(db, requests, answer);
  if (!start) throw new StepLostError(token);
  return start.kind === "make" && held.held ? { ...start, mostMillis: held.millis } : start;
}
