import { createHash } from "node:crypto";
import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { enqueue } from "#lib/db/enqueue.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/ids.ts";
import {
  DocumentName,
  MOST_FILE_BYTES,
  type DocumentKind,
  type DocumentView,
} from "#lib/domain/knowledge.ts";
import { announce } from "#lib/events/announce.ts";
import { deleteFile, PART_BYTES, UNREAD, writePart, type FileKey } from "#lib/knowledge/document-files.ts";
import { freeName } from "#lib/knowledge/free-name.ts";
import { readDocuments } from "#lib/knowledge/read-documents.ts";
import { detectKind, HEAD_BYTES } from "#lib/knowledge/reading/detect-kind.ts";
import { UnreadableFile } from "#lib/knowledge/reading/unreadable-file.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { KNOWLEDGE_TOPIC, tellOfDocuments } from "./knowledge/tell-of-documents.ts";
import { READING_JOB } from "./record-document.ts";

/**
 * `body`: the file's bytes as they come. `existing`: what to do where a document of the name is there. `duplicate`: what to do where
 * another document has exactly this content.
 */
export const UploadDocumentInput = z.object({
  name: DocumentName,
  existing: z.enum(["refuse", "replace", "rename"]).default("refuse"),
  duplicate: z.enum(["refuse", "keep"]).default("refuse"),
  body: z.custom<AsyncIterable<Uint8Array>>(
    (value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value,
    "There is no file.",
  ),
});

/** A file that has arrived. */
type Arrived = { kind: DocumentKind; bytes: number; sha256: string };

/**
 * Takes an uploaded file, stores it as it comes, and has it read. Returns before it is read: what becomes of it is told on the topic
 * "knowledge". A document that it is to replace stays what it is until then.
 * @returns the document; `unchanged`: it has exactly this content already, and nothing was stored
 * @throws DomainError `conflict` at ["name"] or ["content"] when `existing` or `duplicate` say so, `invalid` at ["file"] for a
 * file that cannot be taken
 */
export async function uploadDocument({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof UploadDocumentInput>;
}): Promise<{ document: DocumentView; unchanged: boolean }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { body, ...wanted } = parseInput(UploadDocumentInput, input);
  if (wanted.existing === "refuse") await refuseTaken(ctx.db, workspaceId, wanted.name);
  const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : "system";
  const key = { workspaceId, fileId: newId() };
  await ctx.db.documentFile.create({ data: { workspaceId, id: key.fileId, createdBy } });
  try {
    const arrived = await store(ctx, key, wanted.name, body);
    const { document, kept } = await ctx.db.$transaction((tx) => accept(tx, key, createdBy, wanted, arrived));
    if (!kept) await deleteFile(ctx.db, key);
    announce(ctx.db, workspaceId, [KNOWLEDGE_TOPIC]);
    return { document, unchanged: !kept };
  } catch (cause) {
    await deleteFile(ctx.db, key);
    if (cause instanceof UnreadableFile) throw refused(cause.message, cause);
    throw cause;
  }
}

function refused(message: string, cause?: unknown): DomainError {
  return new DomainError("invalid", message, { issues: [{ path: ["file"], message }], cause });
}

function conflict(field: "name" | "content", message: string): DomainError {
  return new DomainError("conflict", message, { issues: [{ path: [field], message }] });
}

async function refuseTaken(db: Pick<Tx, "document">, workspaceId: string, name: string): Promise<void> {
  const taken = await db.document.findUnique({
    where: { workspaceId_name: { workspaceId, name } },
    select: { id: true },
  });
  if (taken) throw conflict("name", `A document named “${name}” is here already.`);
}

/** Stores a file in parts as it comes. Looks at its first bytes before it takes the rest. */
async function store(
  ctx: ServiceContext,
  key: FileKey,
  name: string,
  body: AsyncIterable<Uint8Array>,
): Promise<Arrived> {
  const hash = createHash("sha256");
  let waiting: Uint8Array[] = [];
  let size = 0;
  let bytes = 0;
  let part = 0;
  let kind: DocumentKind | null = null;
  const look = (begin: Buffer) => (kind ??= detectKind(name, begin.subarray(0, HEAD_BYTES)));
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > MOST_FILE_BYTES) throw refused("It is larger than 50 MB. Divide it.");
    hash.update(piece);
    waiting.push(piece);
    size += piece.length;
    if (size < PART_BYTES) {
      if (kind === null && size >= HEAD_BYTES) look(Buffer.concat(waiting));
      continue;
    }
    const all = Buffer.concat(waiting);
    look(all);
    let at = 0;
    for (; at + PART_BYTES <= all.length; at += PART_BYTES) {
      await writePart(ctx.db, key, part++, new Uint8Array(all.subarray(at, at + PART_BYTES)));
    }
    waiting = [all.subarray(at)];
    size = all.length - at;
  }
  const rest = Buffer.concat(waiting);
  const found = kind ?? look(rest);
  if (rest.length > 0) await writePart(ctx.db, key, part, new Uint8Array(rest));
  return { kind: found, bytes, sha256: hash.digest("hex") };
}

/** Makes a file that has arrived a document's, and has it read. @returns whether the file is needed */
async function accept(
  tx: Tx,
  { workspaceId, fileId }: FileKey,
  createdBy: string,
  { name, existing, duplicate }: { name: string; existing: string; duplicate: string },
  { kind, bytes, sha256 }: Arrived,
): Promise<{ document: DocumentView; kept: boolean }> {
  // Two uploads of one workspace take turns here, so that each sees the other's name and content.
  await tx.$queryRaw`select 1 as one from workspaces where id = ${workspaceId} for no key update`;
  const same = await tx.document.findFirst({
    where: { workspaceId, sha256, status: { not: "failed" } },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  });
  if (same?.name === name) return { document: await viewOf(tx, workspaceId, same.id), kept: false };
  if (same && duplicate === "refuse") {
    throw conflict("content", `“${same.name}” has exactly the same content.`);
  }
  if (existing === "refuse") await refuseTaken(tx, workspaceId, name);
  const free = existing === "rename" ? await freeName(tx, workspaceId, name) : name;
  await tx.documentFile.update({
    where: { workspaceId_id: { workspaceId, id: fileId } },
    data: { bytes, sha256 },
  });
  const waiting = { pendingFileId: fileId, status: "uploaded", progress: 0, problem: null };
  const known = await tx.document.findUnique({
    where: { workspaceId_name: { workspaceId, name: free } },
    select: { id: true, pendingFileId: true, generation: true },
  });
  const documentId = known?.id ?? newId();
  if (known) {
    // Of one that never could be read, nothing else says what it is.
    const fresh = known.generation === UNREAD ? { kind, bytes, sha256 } : {};
    await tx.document.update({
      where: { workspaceId_id: { workspaceId, id: documentId } },
      data: { ...waiting, ...fresh, lastGeneration: { increment: 1 }, updatedAt: new Date() },
    });
    if (known.pendingFileId) await deleteFile(tx, { workspaceId, fileId: known.pendingFileId });
  } else {
    const unread = { title: free, content: "", kind, bytes, sha256, generation: UNREAD };
    await tx.document.create({
      data: { workspaceId, id: documentId, name: free, createdBy, lastGeneration: 1, ...unread, ...waiting },
    });
  }
  await enqueue(
    tx,
    "read-document",
    { workspaceId, documentId, fileId },
    { key: `read-document:${fileId}`, maxAttempts: READING_JOB.maxAttempts },
  );
  await tellOfDocuments(tx, workspaceId, [documentId]);
  return { document: await viewOf(tx, workspaceId, documentId), kept: true };
}

async function viewOf(tx: Tx, workspaceId: string, id: string): Promise<DocumentView> {
  const [document] = await readDocuments(tx, workspaceId, id);
  if (!document) throw new DomainError("not_found", "There is no such document.");
  return document;
}
