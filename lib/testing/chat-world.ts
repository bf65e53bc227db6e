import { createLogger } from "#lib/config/logger.ts";
import type { PlannerMessage } from "#lib/domain/chat.ts";
import { newId } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { JobDeps } from "#lib/jobs/job.ts";
import { proposeChatEditJob } from "#lib/jobs/propose-chat-edit.ts";
import { acceptChatEdit } from "#lib/services/accept-chat-edit.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { listChatMessages } from "#lib/services/list-chat-messages.ts";
import { rejectChatEdit } from "#lib/services/reject-chat-edit.ts";
import { savePatches } from "#lib/services/save-patches.ts";
import { sendChatMessage } from "#lib/services/send-chat-message.ts";
import { makeGraph, makeStep } from "./arbitrary-plan.ts";
import type { TestDatabase } from "./database.ts";
import { newMember } from "./members.ts";
import { newPlan } from "./plans.ts";

/** Four steps in a row, with titles that messages can name. */
export const CHAT_PLAN: PlanGraph = {
  ...makeGraph(
    ["research", "copy", "podcast", "launch"],
    ["research>copy", "copy>podcast", "podcast>launch"],
  ),
  steps: [
    makeStep("research", { title: "Research the market" }),
    makeStep("copy", { title: "Draft the copy" }),
    makeStep("podcast", { title: "Record the podcast" }),
    makeStep("launch", { title: "Launch" }),
  ],
};

export type ChatWorld = Awaited<ReturnType<typeof chatWorld>>;

/** A new member with a plan, and everything that can be done in the plan's conversation. */
export async function chatWorld({ prisma, pool }: TestDatabase) {
  const member = await newMember(prisma);
  const planId = await newPlan(prisma, member, { graph: CHAT_PLAN });
  const deps: JobDeps = { db: prisma, pool, log: createLogger("test") };
  const plan = () => getPlan({ ctx: member.ctx, input: { planId } });
  const view = () => listChatMessages({ ctx: member.ctx, input: { planId } });
  const send = (text: string, ctx: typeof member.ctx = member.ctx, key = newId()) =>
    sendChatMessage({ ctx, input: { planId, text, key } });
  /** Lets the job answer a message. */
  const answer = (messageId: string, attempts = 1, access?: JobDeps["access"]) =>
    proposeChatEditJob(
      { ...deps, ...(access && { access }) },
      { workspaceId: member.workspaceId, planId, messageId },
      { job: { id: "1", attempts } },
    );
  return {
    member,
    planId,
    plan,
    view,
    send,
    answer,
    /** Sends a message, lets the job answer it, and gives the answer's id. */
    ask: async (text: string, ctx: typeof member.ctx = member.ctx): Promise<string> => {
      const { answerId } = await send(text, ctx);
      await answer(answerId);
      return answerId;
    },
    accept: (messageId: string, chosen: number[] | null = null, ctx: typeof member.ctx = member.ctx) =>
      acceptChatEdit({ ctx, input: { planId, messageId, chosen } }),
    reject: (messageId: string, ctx: typeof member.ctx = member.ctx) =>
      rejectChatEdit({ ctx, input: { planId, messageId } }),
    read: async (messageId: string): Promise<PlannerMessage> => {
      const found = (await view()).messages.find(({ id }) => id === messageId);
      if (found?.role !== "planner") throw new Error("There is no such answer.");
      return found;
    },
    ids: async () => (await plan()).graph.steps.map((step) => step.id),
    edit: async (...patch: PatchOperation[]) =>
      savePatches({
        ctx: member.ctx,
        input: { planId, baseRev: (await plan()).rev, patches: [{ key: newId(), patch }] },
      }),
    /** Another member of the same workspace. */
    colleague: async (name: string, role: "editor" | "viewer" | "approver" = "editor") => {
      const userId = newId();
      await prisma.user.create({
        data: { id: userId, email: `${userId}@example.com`, name, passwordHash: "none" },
      });
      await prisma.member.create({ data: { workspaceId: member.workspaceId, userId, role } });
      return { db: prisma, actor: { ...member.ctx.actor, kind: "user" as const, userId, role, name } };
    },
  };
}

export const rename = (stepId: string, title: string): PatchOperation => ({
  op: "update",
  stepId,
  changes: { title },
});

/** "ok", or the code of what was thrown. */
export function code(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => "ok",
    (error: unknown) => (error as { code?: string }).code,
  );
}
