import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import type { PinnedModels } from "#lib/domain/model.ts";
import type { AskingMeans } from "./ask-models.ts";
import { Breakers } from "./breaker.ts";
import { createModels } from "./create-models.ts";
import type { ModelCall } from "./model-call.ts";
import { connectionsOf, pinProfiles, profilesOf, resolveProfiles } from "./model-profiles.ts";
import type { ModelAccess, Models } from "./port.ts";
import { promptsOf } from "./prompts/workspace-prompts.ts";
import { recordCall, type ModelSubject } from "./record-call.ts";
import type { SpendCap } from "./spend-cap.ts";

/** One for the process: what one run learns of a provider spares the others the wait. */
const breakers = new Breakers();

/**
 * The models of a workspace as they are set now. Every call is recorded with its tokens and cost.
 * @param subject what they are asked for
 * @param told hears of each call once it is recorded
 * @param pinned models of a run, used in the place of what is set now
 * @param cap what covers all requests, besides the spend cap that each has
 */
export async function workspaceModels(
  { db, log }: { db: Db; log: Logger },
  workspaceId: string,
  subject: ModelSubject,
  {
    told,
    pinned = {},
    cap,
  }: { told?: (call: ModelCall) => void; pinned?: PinnedModels; cap?: SpendCap } = {},
): Promise<Models> {
  const [connections, profiles] = await Promise.all([
    connectionsOf(db, workspaceId),
    profilesOf(db, workspaceId),
  ]);
  const means = askingMeansOf({ db, log }, workspaceId, subject);
  return createModels(resolveProfiles(pinProfiles(profiles, pinned, connections), connections), {
    ...means,
    ...(cap && { cap }),
    record: async (call) => {
      await means.record(call);
      told?.(call);
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
    record: (call) => recordCall(db, workspaceId, subject, call),
  };
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
