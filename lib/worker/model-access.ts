import type { Logger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import { PinnedModels } from "#lib/domain/model.ts";
import { PromptVersions } from "#lib/domain/prompt.ts";
import type { ModelUse } from "#lib/domain/run.ts";
import type { ModelCall } from "#lib/models/ask-models.ts";
import type { ModelAccess } from "#lib/models/port.ts";
import { promptsAt } from "#lib/models/prompts/workspace-prompts.ts";
import { workspaceModels } from "#lib/models/workspace-models.ts";

/**
 * The models and prompts that a step's run pinned; `told` hears what each request took.
 */
export async function modelAccess(
  means: { db: Db; log: Logger },
  workspaceId: string,
  subject: { runId: string; stepId: string },
  told: (use: ModelUse) => void,
): Promise<ModelAccess> {
  const run = await means.db.run.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: subject.runId } },
    select: { promptVersions: true, models: true },
  });
  const pinned = PinnedModels.parse(run.models);
  const heard = (calls: readonly ModelCall[]) => {
    const use = countUse(calls);
    if (use) told(use);
  };
  const models = await workspaceModels(means, workspaceId, subject, { told: heard, pinned });
  return { models, prompt: await promptsAt(means.db, workspaceId, PromptVersions.parse(run.promptVersions)) };
}

/** What calls took together; null when no provider counted anything. */
function countUse(calls: readonly ModelCall[]): ModelUse | null {
  const counted = calls.filter(({ usage }) => usage !== null && usage.inputTokens !== null);
  if (counted.length === 0) return null;
  return {
    tokens: counted.reduce(
      (sum, { usage }) => sum + (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0),
      0,
    ),
    costMicros: counted.reduce((sum, { costMicros }) => sum + (costMicros ?? 0), 0),
    costUnknown: counted.some(({ costMicros }) => costMicros === null),
  };
}
