import type { Logger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import { PinnedModels } from "#lib/domain/model.ts";
import { PromptTexts, PromptVersions } from "#lib/domain/prompt.ts";
import type { ModelUse } from "#lib/domain/run.ts";
import { callUse, type ModelCall } from "#lib/models/model-call.ts";
import type { ModelAccess } from "#lib/models/port.ts";
import type { SpendCap } from "#lib/models/spend-cap.ts";
import { promptsAt } from "#lib/models/prompts/workspace-prompts.ts";
import { workspaceModels } from "#lib/models/workspace-models.ts";

/**
 * The models and prompts that a step's run pinned; `told` hears what each request took, and `cap` covers them all.
 */
export async function modelAccess(
  means: { db: Db; log: Logger },
  workspaceId: string,
  subject: { runId: string; stepId: string },
  told: (use: ModelUse) => void,
  cap: SpendCap | null = null,
): Promise<ModelAccess> {
  const run = await means.db.run.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: subject.runId } },
    select: { promptVersions: true, promptTexts: true, models: true },
  });
  const pinned = PinnedModels.parse(run.models);
  const heard = (call: ModelCall) => told(callUse(call));
  const models = await workspaceModels(means, workspaceId, subject, {
    told: heard,
    pinned,
    ...(cap && { cap }),
  });
  const versions = PromptVersions.parse(run.promptVersions);
  const texts = PromptTexts.parse(run.promptTexts);
  return { models, prompt: await promptsAt(means.db, workspaceId, versions, texts) };
}
