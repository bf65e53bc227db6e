import { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { announce } from "#lib/events/announce.ts";
import { embedderOf, type Embedder } from "#lib/knowledge/meaning/embedder.ts";
import { missingVectors, writeVectors, type Unembedded } from "#lib/knowledge/meaning/write-vectors.ts";
import { ModelError } from "#lib/models/port.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { meaningState } from "./knowledge/meaning-state.ts";
import { askForVectors, KNOWLEDGE_TOPIC, tellOfKnowledge } from "./knowledge/tell-of-documents.ts";

export const RecordEmbeddingInput = z.object({});

const log = createLogger("knowledge");

/** Passages that one request turns into vectors, and that one transaction writes. */
const AT_ONCE = 64;
/**
 * What turning a workspace's documents into vectors may cost within a day, in millionths of a dollar, until a workspace's policy says
 * otherwise; and how many tokens, where the model's price is unknown.
 */
const DAY = { micros: 5_000_000, tokens: 20_000_000 };
/** English has about four characters a token; three errs on the dear side. */
const CHARACTERS_PER_TOKEN = 3;
const TELL_MS = 500;
const PAUSED_MS = 60 * 60_000;

/**
 * Turns the passages of a workspace that have no vector of its model into vectors, in batches, until none is left or the day's cap is
 * reached. Where the model fails, searches go on by words, and the reason is kept for people to see. Safe to repeat.
 * @param means.embedder another model than the workspace's, for tests
 * @throws the signal's reason; the model's passing trouble, so that it is tried again
 */
export async function recordEmbedding({
  ctx,
  input,
  means,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RecordEmbeddingInput>;
  means: { signal: AbortSignal; embedder?: Embedder };
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  parseInput(RecordEmbeddingInput, input);
  const { db } = ctx;
  const { signal } = means;
  const embedder = means.embedder ?? (await embedderOf({ db, log }, workspaceId));
  const told = { at: performance.now() };
  try {
    for (let room = embedder.most - (await embeddedBy(db, workspaceId, embedder)); room > 0;) {
      signal.throwIfAborted();
      const missing = await missingVectors(db, workspaceId, embedder.key, Math.min(AT_ONCE, room));
      if (missing.length === 0) break;
      const spent = embedder.builtIn ? null : await capReached(db, workspaceId, missing);
      if (spent !== null) return await pause(ctx, embedder, spent);
      const vectors = await embedder.embed(missing.map(textOf), signal);
      await writeVectors(db, workspaceId, embedder.key, missing, vectors);
      room -= missing.length;
      if (performance.now() - told.at >= TELL_MS) {
        told.at = performance.now();
        await tell(ctx, embedder, { status: "working", reason: null });
      }
    }
    await tell(ctx, embedder, { status: "ready", reason: null });
  } catch (cause) {
    signal.throwIfAborted();
    const reason = cause instanceof ModelError ? cause.message : "The model could not read the passages.";
    await tell(ctx, embedder, { status: "failed", reason });
    if (!(cause instanceof ModelError) || cause.passing) throw cause;
    log.warn({ workspaceId, code: cause.code }, "passages could not be turned into vectors");
  }
}

/** What of a passage says what it is about: its headings too. */
function textOf({ heading, text }: Unembedded): string {
  return heading === null ? text : `${heading}\n${text}`;
}

async function embeddedBy(db: Db, workspaceId: string, { key, most }: Embedder): Promise<number> {
  return most === Infinity ? 0 : db.chunkVector.count({ where: { workspaceId, model: key } });
}

/** Why no more may be spent today, or null while it may. */
async function capReached(db: Db, workspaceId: string, next: readonly Unembedded[]): Promise<string | null> {
  const since = new Date(Date.now() - 24 * 60 * 60_000);
  const { _sum: sum } = await db.modelCall.aggregate({
    where: { workspaceId, role: "embedding", createdAt: { gte: since } },
    _sum: { costMicros: true, inputTokens: true },
  });
  const tokens = next.reduce((total, passage) => total + textOf(passage).length / CHARACTERS_PER_TOKEN, 0);
  if (Number(sum.costMicros ?? 0) >= DAY.micros) {
    return `Today's cap of $${(DAY.micros / 1e6).toFixed(2)} for reading documents by a model is used up. It goes on by itself.`;
  }
  if ((sum.inputTokens ?? 0) + tokens > DAY.tokens) {
    return `Today's cap of ${DAY.tokens.toLocaleString("en")} tokens for reading documents by a model is used up. It goes on by itself.`;
  }
  return null;
}

async function pause(ctx: ServiceContext, embedder: Embedder, reason: string): Promise<void> {
  await tell(ctx, embedder, { status: "paused", reason });
  const workspaceId = authorise(ctx.actor, "edit");
  await ctx.db.$transaction((tx) => askForVectors(tx, workspaceId, new Date(Date.now() + PAUSED_MS)));
}

async function tell(
  ctx: ServiceContext,
  embedder: Embedder,
  { status, reason }: { status: string; reason: string | null },
): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const row = { model: embedder.key, status, reason, updatedAt: new Date() };
  await ctx.db.$transaction(async (tx) => {
    await tx.embeddingState.upsert({ where: { workspaceId }, create: { workspaceId, ...row }, update: row });
    const meaning = await meaningState(tx, workspaceId, embedder);
    await tellOfKnowledge(tx, workspaceId, [{ type: "meaning.changed", meaning }]);
  });
  announce(ctx.db, workspaceId, [KNOWLEDGE_TOPIC]);
}
