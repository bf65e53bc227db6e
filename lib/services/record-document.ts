import { z } from "zod";
import type { Db, Tx } from "#lib/db/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { announce } from "#lib/events/announce.ts";
import { deleteFile, readParts, UNREAD } from "#lib/knowledge/document-files.ts";
import { readApart, type Reading } from "#lib/knowledge/reading/read-apart.ts";
import { UnreadableFile } from "#lib/knowledge/reading/unreadable-file.ts";
import { deleteChunks, writeChunks } from "#lib/knowledge/write-chunks.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { askForVectors, KNOWLEDGE_TOPIC, tellOfDocuments } from "./knowledge/tell-of-documents.ts";

export const RecordDocumentInput = z.object({ documentId: Id, fileId: Id });

/** As PLANNING_JOB: an error ends it after `tries`; the attempts beyond are for workers that died. */
export const READING_JOB = { tries: 3, maxAttempts: 12 } as const;

/** What is being read, and for which generation of passages. */
type Order = { workspaceId: string; documentId: string; fileId: string; name: string; generation: number };

/** How often it is looked whether the document is still wanted, and how often its progress is told, at most. */
const LOOK_MS = 1_000;
const TELL_MS = 400;
/** How much of the work of a PDF is getting at its text; the rest is storing its passages. */
const PAGES_SHARE = 60;
/** The content of a large document, its earlier passages deleted: some seconds on a slow machine. */
const TIMEOUT_MS = 120_000;

/**
 * Reads an uploaded file and makes it its document's content. The document is found as it was until all is read; then everything
 * changes at once. Safe to repeat at any point, and over when the document is deleted, replaced anew, or its reading stopped.
 * @throws the signal's reason when it is aborted; Error when it broke for a reason of ours
 */
export async function recordDocument({
  ctx,
  input,
  means,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RecordDocumentInput>;
  means: { signal: AbortSignal };
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const order = await begin(ctx.db, { workspaceId, ...parseInput(RecordDocumentInput, input) });
  if (!order) return;
  const unwanted = new AbortController();
  const looking = setInterval(() => {
    stillWanted(ctx.db, order).then(
      (wanted) => wanted || unwanted.abort(),
      // A database that is away is told by the next statement that matters.
      () => undefined,
    );
  }, LOOK_MS);
  try {
    const signal = AbortSignal.any([means.signal, unwanted.signal]);
    await read(ctx, order, signal);
  } catch (cause) {
    means.signal.throwIfAborted();
    if (unwanted.signal.aborted) return;
    if (!(cause instanceof UnreadableFile)) throw cause;
    await failDocument(ctx, order, cause.message);
  } finally {
    clearInterval(looking);
  }
}

async function begin(
  db: Db,
  key: { workspaceId: string; documentId: string; fileId: string },
): Promise<Order | null> {
  const { workspaceId, documentId, fileId } = key;
  return db.$transaction(
    async (tx) => {
      const [row] = await tx.$queryRaw<{ name: string; generation: number }[]>`
      update documents set status = 'reading', progress = 0
      where workspace_id = ${workspaceId} and id = ${documentId} and pending_file_id = ${fileId}
      returning name, last_generation as generation`;
      if (!row) return null;
      // What a try that was cut off wrote of it.
      await deleteChunks(tx, { ...key, ...row }, "only");
      await tellOfDocuments(tx, workspaceId, [documentId]);
      return { ...key, ...row };
    },
    { timeout: TIMEOUT_MS },
  );
}

async function stillWanted(db: Db, { workspaceId, documentId, fileId }: Order): Promise<boolean> {
  return (await db.document.count({ where: { workspaceId, id: documentId, pendingFileId: fileId } })) > 0;
}

async function read(ctx: ServiceContext, order: Order, signal: AbortSignal): Promise<void> {
  const tell = teller(ctx, order);
  const text: string[] = [];
  let file: Extract<Reading, { say: "read" }> | null = null;
  let written = 0;
  const share = (done: number, of: number, most: number) => (of === 0 ? 0 : (done / of) * most);
  for await (const said of readApart({ name: order.name, parts: readParts(ctx.db, order) }, signal)) {
    if (said.say === "pages") await tell(share(said.done, said.of, PAGES_SHARE));
    else if (said.say === "read") file = said;
    else if (said.say === "text") text.push(said.text);
    else {
      if (!(await writeChunks(ctx.db, order, written, said.chunks, order.fileId))) return;
      written += said.chunks.length;
      const before = file?.kind === "pdf" ? PAGES_SHARE : 0;
      await tell(before + share(written, file?.chunks ?? 0, 100 - before));
    }
  }
  signal.throwIfAborted();
  if (!file) throw new Error("The reader's process told nothing of the file.");
  const { kind, title, notes } = file;
  const content = {
    kind,
    title,
    notes,
    content: text.join(""),
    chunkCount: written,
  };
  await ctx.db.$transaction((tx) => finish(tx, order, content), { timeout: TIMEOUT_MS });
  announce(ctx.db, order.workspaceId, [KNOWLEDGE_TOPIC]);
}

/** Tells how many percent are read, now and then. */
function teller({ db }: ServiceContext, { workspaceId, documentId, fileId }: Order) {
  let toldAt = performance.now();
  return async (percent: number) => {
    if (performance.now() - toldAt < TELL_MS) return;
    toldAt = performance.now();
    await db.$transaction(async (tx) => {
      const { count } = await tx.document.updateMany({
        where: { workspaceId, id: documentId, pendingFileId: fileId },
        data: { progress: Math.min(99, Math.floor(percent)) },
      });
      if (count > 0) await tellOfDocuments(tx, workspaceId, [documentId]);
    });
    announce(db, workspaceId, [KNOWLEDGE_TOPIC]);
  };
}

type Content = {
  kind: string;
  title: string;
  notes: string[];
  content: string;
  chunkCount: number;
};

/** Makes what was read the document's content, unless it is no longer wanted. */
async function finish(tx: Tx, order: Order, content: Content): Promise<void> {
  const { workspaceId, documentId, fileId, generation } = order;
  const [document] = await tx.$queryRaw<{ before: string | null }[]>`
    select file_id as before from documents
    where workspace_id = ${workspaceId} and id = ${documentId} and pending_file_id = ${fileId} for no key update`;
  if (!document) return;
  const { bytes, sha256 } = await tx.documentFile.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: fileId } },
    select: { bytes: true, sha256: true },
  });
  await tx.document.update({
    where: { workspaceId_id: { workspaceId, id: documentId } },
    data: {
      ...content,
      bytes,
      sha256,
      generation,
      fileId,
      pendingFileId: null,
      sample: false,
      status: "ready",
      progress: 100,
      problem: null,
      updatedAt: new Date(),
    },
  });
  await deleteChunks(tx, order, "others");
  if (document.before) await deleteFile(tx, { workspaceId, fileId: document.before });
  await askForVectors(tx, workspaceId);
  await tellOfDocuments(tx, workspaceId, [documentId]);
}

/**
 * Ends the reading of a file that cannot become its document's content. A document that has an earlier content keeps it, and says
 * so; of one that never had any, the file stays, to be looked at.
 * @param reason a sentence for a person
 * @returns false when the file is no longer the one that is waited for
 */
export async function failDocument(
  ctx: ServiceContext,
  key: { documentId: string; fileId: string },
  reason: string,
): Promise<boolean> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { documentId, fileId } = key;
  const failed = await ctx.db.$transaction(
    async (tx) => {
      const [document] = await tx.$queryRaw<{ generation: number; last: number }[]>`
        select generation, last_generation as last from documents
        where workspace_id = ${workspaceId} and id = ${documentId} and pending_file_id = ${fileId} for no key update`;
      if (!document) return false;
      const unread = document.generation === UNREAD;
      await tx.document.update({
        where: { workspaceId_id: { workspaceId, id: documentId } },
        data: unread
          ? { status: "failed", problem: reason, fileId, pendingFileId: null }
          : {
              status: "ready",
              problem: `The newer file was not taken over. ${reason} The earlier content is still used.`,
              pendingFileId: null,
            },
      });
      if (!unread) await deleteFile(tx, { workspaceId, fileId });
      await deleteChunks(tx, { workspaceId, documentId, generation: document.last }, "only");
      await tellOfDocuments(tx, workspaceId, [documentId]);
      return true;
    },
    { timeout: TIMEOUT_MS },
  );
  if (failed) announce(ctx.db, workspaceId, [KNOWLEDGE_TOPIC]);
  return failed;
}
