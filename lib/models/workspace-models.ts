import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";
import type { PinnedModels } from "#lib/domain/model.ts";
import type { AskingMeans, ModelCall } from "./ask-models.ts";
import { Breakers } from "./breaker.ts";
import { createModels } from "./create-models.ts";
import { connectionsOf, pinProfiles, profilesOf, resolveProfiles } from "./model-profiles.ts";
import type { ModelAccess, Models } from "./port.ts";
import { promptsOf } from "./prompts/workspace-prompts.ts";

/** What the models are asked for; recorded with each call. */
export type ModelSubject = { planId?: string; runId?: string; stepId?: string };

/** One for the process: what one run learns of a provider spares the others the wait. */
const breakers = new Breakers();

/**
 * The models of a workspace as they are set now. Every call is recorded with its tokens and cost.
 * @param subject what they are asked for
 * @param told hears of the calls of a request once they are recorded
 * @param pinned models of a run, used in the place of what is set now
 */
export async function workspaceModels(
  { db, log }: { db: Db; log: Logger },
  workspaceId: string,
  subject: ModelSubject,
  { told, pinned = {} }: { told?: (calls: readonly ModelCall[]) => void; pinned?: PinnedModels } = {},
): Promise<Models> {
  const [connections, profiles] = await Promise.all([
    connectionsOf(db, workspaceId),
    profilesOf(db, workspaceId),
  ]);
  const means = askingMeansOf({ db, log }, workspaceId, subject);
  return createModels(resolveProfiles(pinProfiles(profiles, pinned, connections), connections), {
    ...means,
    record: async (calls) => {
      await means.record(calls);
      told?.(calls);
    },
  });
}

/** What asking models needs, with calls recorded for the workspace. */
export function askingMeansOf(
  { db, log }: { db: Db; log: Logger },
  workspaceId: string,
  subject: ModelSubject,
): AskingMeans {
  return {
    breakers,
    log,
    now: () => new Date(),
    pause: (ms, signal) => pause(ms, undefined, { signal }),
    record: (calls) => recordCalls(db, workspaceId, subject, calls),
  };
}

async function recordCalls(
  db: Db,
  workspaceId: string,
  subject: ModelSubject,
  calls: readonly ModelCall[],
): Promise<void> {
  if (calls.length === 0) return;
  await db.modelCall.createMany({
    data: calls.map(({ usage, ...call }) => ({
      workspaceId,
      id: newId(),
      ...subject,
      ...call,
      inputTokens: usage?.inputTokens ?? null,
      cachedTokens: usage?.cachedTokens ?? null,
      outputTokens: usage?.outputTokens ?? null,
      reasoningTokens: usage?.reasoningTokens ?? null,
    })),
  });
}

/** The models of a workspace with the prompts that it uses now. */
export async function workspaceAccess(
  means: { db: Db; log: Logger },
  workspaceId: string,
  subject: ModelSubject,
): Promise<ModelAccess> {
  const [models, prompt] = await Promise.all([
    workspaceModels(means, workspaceId, subject),
    promptsOf(means.db, workspaceId),
  ]);
  return { models, prompt };
}
