import { JOB_PAYLOADS } from "#lib/domain/job.ts";
import { CHAT_JOB, failChatEdit, recordChatEdit } from "#lib/services/record-chat-edit.ts";
import { systemContext, withTries, type JobDeps, type JobRun } from "./job.ts";

/** What a person reads when nobody could answer a message. */
export const CHAT_FAILED =
  "The planner could not answer this message, though it tried several times. Send it again.";

/** The job "propose-chat-edit": answers a message about a plan. Safe to repeat. */
export async function proposeChatEditJob(deps: JobDeps, payload: unknown, run: JobRun): Promise<void> {
  const { workspaceId, planId, messageId } = JOB_PAYLOADS["propose-chat-edit"].parse(payload);
  const ctx = systemContext(deps, workspaceId);
  await withTries(deps, run, {
    tries: CHAT_JOB.tries,
    work: async () => {
      const access = await deps.access?.(workspaceId);
      const signal = run.abortSignal ?? new AbortController().signal;
      await recordChatEdit({ ctx, input: { planId, messageId }, means: { access, signal } });
    },
    giveUp: () => failChatEdit(ctx, { planId, messageId }, CHAT_FAILED),
  });
}
