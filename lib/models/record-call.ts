import type { Db, Tx } from "#lib/db/client.ts";
import type { ModelCall } from "./model-call.ts";

/** What the models are asked for; recorded with each call. */
export type ModelSubject = { planId?: string; runId?: string; stepId?: string };

/** Writes what a model was asked, or, of a call that counts towards a kept spend cap, what became of it since. */
export async function recordCall(
  db: Db | Tx,
  workspaceId: string,
  subject: ModelSubject,
  { id, usage, ...call }: ModelCall,
): Promise<void> {
  const data = {
    ...subject,
    ...call,
    inputTokens: usage?.inputTokens ?? null,
    cachedTokens: usage?.cachedTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
    reasoningTokens: usage?.reasoningTokens ?? null,
  };
  const create = { workspaceId, id, ...data };
  if (call.capKey === null) await db.modelCall.create({ data: create });
  else
    await db.modelCall.upsert({
      where: { workspaceId_id: { workspaceId, id } },
      create,
      update: data,
    });
}
