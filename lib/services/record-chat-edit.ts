import { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import type { ChatStatus } from "#lib/domain/chat.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import { Id } from "#lib/domain/ids.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { storableText } from "#lib/domain/text.ts";
import { announce } from "#lib/events/announce.ts";
import { runSettings } from "#lib/ledger/run-settings.ts";
import { keptSpendCap } from "#lib/models/kept-spend-cap.ts";
import { equipmentOf } from "#lib/models/model-profiles.ts";
import type { CappedAccess } from "#lib/models/port.ts";
import { workspaceAccess } from "#lib/models/workspace-models.ts";
import type { ChatAnswer, ChatRequest } from "#lib/planner/chat/chat-request.ts";
import { proposeChatEdit } from "#lib/planner/chat/propose-chat-edit.ts";
import { tellMessages, type MessageKey } from "./chat/message-rows.ts";
import { SHOWN } from "./chat/message-view.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { untilStopped } from "./plans/until-stopped.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";

export const RecordChatEditInput = z.object({ planId: Id, messageId: Id });

/** As PLANNING_JOB: an error ends it after `tries`; the attempts beyond are for workers that died. */
export const CHAT_JOB = { tries: 4, maxAttempts: 20 } as const;

/** What reading a message needs besides the database: what ends it early, and other models than the workspace's, for tests. */
export type ChatMeans = { signal: AbortSignal; access?: CappedAccess | undefined };

const log = createLogger("chat");

/** How many earlier messages a model is shown. */
const MOST_EARLIER = 6;

/**
 * Reads a message about a plan and records the answer: changes to decide about, or why there are none. A new proposal takes the place
 * of an open one that the same person asked for. What was rejected meanwhile, or answered by another try of the job, stays so.
 * @throws DomainError `not_found`; the signal's reason when it is aborted
 */
export async function recordChatEdit({
  ctx,
  input,
  means,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RecordChatEditInput>;
  means: ChatMeans;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const key = { workspaceId, ...parseInput(RecordChatEditInput, input) };
  const { planId, messageId } = key;
  const plan = await ctx.db.plan.findUnique({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { draft: true, draftRev: true, analysis: true },
  });
  const rows = await ctx.db.chatMessage.findMany({
    where: { workspaceId, planId, id: { lte: messageId } },
    orderBy: { id: "desc" },
    take: MOST_EARLIER + 2,
    select: { id: true, role: true, text: true, status: true, createdAt: true, answers: true },
  });
  const own = rows.find(({ id }) => id === messageId);
  const asked = rows.find(({ id }) => id === own?.answers);
  if (!plan || !own || !asked)
    throw new DomainError("not_found", "There is no such message about this plan.");
  if (own.status !== "working") return;
  const graph = PlanGraph.parse(plan.draft);
  const earlier = rows.filter(({ id, status }) => id < asked.id && status !== "working").toReversed();
  const request: ChatRequest = {
    message: asked.text,
    earlier: earlier.map(({ role, text, status }) => ({
      role: role === "person" ? "person" : "planner",
      text,
      asked: status === "answered",
    })),
    graph,
    tools: await workspaceTools(ctx.db, workspaceId),
    goal: GoalAnalysis.nullable().parse(plan.analysis),
    equipment: await equipmentOf(ctx.db, workspaceId),
    today: own.createdAt.toISOString().slice(0, 10),
  };
  const access = means.access ?? (await chatAccess(ctx.db, key));
  const stands = async () =>
    (await ctx.db.chatMessage.count({ where: { workspaceId, planId, id: messageId, status: "working" } })) >
    0;
  const stop = untilStopped(stands, means.signal);
  try {
    const answer = await proposeChatEdit(request, { access, signal: stop.signal });
    await finish(ctx, key, { ...answer, base: { rev: plan.draftRev, graph } });
  } catch (cause) {
    // A person stopped it: there is nothing left to answer.
    if (stop.stopped() && !means.signal.aborted) return;
    throw cause;
  } finally {
    await stop.end();
  }
}

/** The workspace's models, with what reading one message may cost in all. */
async function chatAccess(db: Db, { workspaceId, planId, messageId }: MessageKey): Promise<CappedAccess> {
  const subject = { planId };
  const { chatCapMicros } = await runSettings(db, workspaceId);
  const cap = keptSpendCap(db, { workspaceId, subject }, `chat:${messageId}`, chatCapMicros);
  return { ...(await workspaceAccess({ db, log }, workspaceId, subject)), cap };
}

/** Ends a message that could not be answered, with a sentence that a person can act on. */
export async function failChatEdit(
  ctx: ServiceContext,
  key: { planId: Id; messageId: Id },
  text: string,
): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  await finish(
    ctx,
    { workspaceId, ...key },
    { text, changes: [], answeredBy: null, spend: null, base: null },
  );
}

type Outcome = Omit<ChatAnswer, "answeredBy"> & {
  /** Null when nobody could answer. */
  answeredBy: string | null;
  base: { rev: number; graph: PlanGraph } | null;
};

async function finish(ctx: ServiceContext, key: MessageKey, outcome: Outcome): Promise<void> {
  const { workspaceId, planId, messageId } = key;
  const { text, changes, answeredBy, spend, base } = outcome;
  const status: ChatStatus = answeredBy === null ? "failed" : changes.length === 0 ? "answered" : "proposed";
  const changed = await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.chatMessage.updateMany({
      where: { workspaceId, planId, id: messageId, status: "working" },
      data: {
        status,
        text: storableText(text, MOST_TEXT),
        answeredBy,
        changes: status === "proposed" ? changes : Prisma.DbNull,
        base: status === "proposed" && base ? base.graph : Prisma.DbNull,
        baseRev: base?.rev ?? null,
        // Zero when a model was asked and nobody counted: then the cost is unknown, which is not the same as none.
        inputTokens: spend ? (spend.usage.inputTokens ?? 0) : null,
        outputTokens: spend ? (spend.usage.outputTokens ?? 0) : null,
        costMicros: spend?.costMicros ?? null,
      },
    });
    if (count === 0) return false;
    const own = await tx.chatMessage.findUniqueOrThrow({
      where: { workspaceId_planId_id: { workspaceId, planId, id: messageId } },
      select: { ...SHOWN, createdBy: true },
    });
    const replaced =
      status === "proposed"
        ? await tx.chatMessage.updateManyAndReturn({
            where: {
              workspaceId,
              planId,
              createdBy: own.createdBy,
              status: "proposed",
              id: { not: messageId },
            },
            data: { status: "void", outcome: REPLACED, base: Prisma.DbNull },
            select: SHOWN,
          })
        : [];
    await tellMessages(tx, key, [...replaced, own]);
    return true;
  });
  if (changed) announce(ctx.db, workspaceId, [`plan:${planId}`]);
}

/** What a plan's conversation keeps of an answer. */
const MOST_TEXT = 8_000;

const REPLACED = "A later proposal took its place.";
