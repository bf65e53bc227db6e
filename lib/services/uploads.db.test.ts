import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import type { DocumentView } from "#lib/domain/knowledge.ts";
import { applyKnowledgeEvent } from "#lib/domain/knowledge-events.ts";
import { readEvents } from "#lib/events/read.ts";
import { readDocumentJob } from "#lib/jobs/read-document.ts";
import { allOf } from "#lib/testing/all-of.ts";
import { testDb } from "#lib/testing/database.ts";
import { docxOf, pdfOf, wordParagraph } from "#lib/testing/files.ts";
import { newMember } from "#lib/testing/members.ts";
import type { ServiceContext } from "./context.ts";
import { deleteDocument } from "./delete-document.ts";
import { deleteOld } from "./delete-old.ts";
import { getDocument } from "./get-document.ts";
import { getDocumentFile } from "./get-document-file.ts";
import { listDocuments } from "./list-documents.ts";
import { saveDocument } from "./save-document.ts";
import { searchKnowledge } from "./search-knowledge.ts";
import { stopReading } from "./stop-reading.ts";
import { uploadDocument } from "./upload-document.ts";

const { prisma: db, pool } = await testDb();
const deps = { db, pool, log: createLogger("test") };
const MB = 1_024 * 1_024;

type Choice = { existing?: "replace" | "rename"; duplicate?: "keep" };

/** A body that comes in pieces of this size. */
async function* piecesOf(bytes: Uint8Array, size = 60_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function world() {
  const member = await newMember(db);
  const { ctx, workspaceId } = member;
  const upload = (name: string, content: string | Uint8Array, choice: Choice = {}) =>
    uploadDocument({ ctx, input: { name, body: piecesOf(Buffer.from(content)), ...choice } });
  return {
    ...member,
    upload,
    /** Uploads and reads. */
    keep: async (name: string, content: string | Uint8Array, choice: Choice = {}) => {
      const { document } = await upload(name, content, choice);
      await readAll(workspaceId);
      return (await viewOf(ctx, document.id)) ?? document;
    },
    documents: async () => (await listDocuments({ ctx, input: {} })).documents,
    find: async (query: string) => (await searchKnowledge({ ctx, input: { query } })).passages,
  };
}

/** Does what the queue holds of a workspace's files, as a worker would. */
async function readAll(workspaceId: string, attempts = 1): Promise<void> {
  const waiting = await db.document.findMany({
    where: { workspaceId, pendingFileId: { not: null } },
    select: { id: true, pendingFileId: true },
  });
  for (const { id, pendingFileId } of waiting) {
    const payload = { workspaceId, documentId: id, fileId: pendingFileId };
    await readDocumentJob(deps, payload, { job: { id: "1", attempts } });
  }
}

async function viewOf(ctx: ServiceContext, id: string): Promise<DocumentView | undefined> {
  return (await listDocuments({ ctx, input: {} })).documents.find((document) => document.id === id);
}

async function original(ctx: ServiceContext, documentId: string) {
  const { content, ...file } = await getDocumentFile({ ctx, input: { documentId } });
  return { ...file, content: Buffer.concat(await allOf(content)) };
}

describe("an upload", () => {
  test("is stored as it came, read by a job, found with its page, and given back byte for byte", async () => {
    const { ctx, upload, workspaceId, find } = await world();
    const bytes = pdfOf([["The first page is about tides."], ["The walrus likes oysters."]]);
    const { document, unchanged } = await upload("sea.pdf", bytes);
    expect(unchanged).toBe(false);
    expect(document).toMatchObject({
      name: "sea.pdf",
      kind: "pdf",
      status: "uploaded",
      bytes: bytes.length,
      chunks: 0,
    });
    await readAll(workspaceId);
    const page = await getDocument({ ctx, input: { documentId: document.id } });
    expect(page.document).toMatchObject({
      status: "ready",
      progress: 100,
      problem: null,
      title: "sea",
      chunks: 2,
    });
    expect(page.passages.map((passage) => passage.page)).toEqual([1, 2]);
    const [passage] = await find("what does a walrus eat: oysters");
    expect(passage).toMatchObject({
      document: "sea.pdf",
      kind: "pdf",
      page: 2,
      text: "The walrus likes oysters.",
    });
    expect(await original(ctx, document.id)).toEqual({
      name: "sea.pdf",
      mediaType: "application/pdf",
      bytes: bytes.length,
      content: bytes,
    });
  });

  test("of several megabytes is kept in parts, of which none is left when it is deleted", async () => {
    const { ctx, keep, workspaceId } = await world();
    const text = `${"A line about tides and harbours.\n".repeat(100)}\n`.repeat(800);
    const document = await keep("long.txt", text);
    expect(document).toMatchObject({ status: "ready", bytes: text.length });
    expect(await db.documentPart.count({ where: { workspaceId } })).toBe(3);
    expect((await original(ctx, document.id)).content.toString()).toBe(text);
    await deleteDocument({ ctx, input: { documentId: document.id } });
    for (const count of [
      db.documentFile.count({ where: { workspaceId } }),
      db.documentPart.count({ where: { workspaceId } }),
      db.chunk.count({ where: { workspaceId } }),
    ]) {
      expect(await count).toBe(0);
    }
  });

  test("tells its way on the topic, in an order that a list can follow", async () => {
    const { ctx, workspaceId, keep, documents } = await world();
    const empty = await listDocuments({ ctx, input: {} });
    const document = await keep("a.docx", docxOf(wordParagraph("Tides.")));
    await deleteDocument({ ctx, input: { documentId: (await keep("b.txt", "gone")).id } });
    const events = await readEvents(db, workspaceId, { knowledge: 0 }, 1_000);
    const told = events.flatMap(({ body }) =>
      body.type === "document.changed" && body.document.id === document.id ? [body.document.status] : [],
    );
    expect([...new Set(told)]).toEqual(["uploaded", "reading", "ready"]);
    const list = events.reduce<typeof empty | "gap">(
      (before, event) => (before === "gap" ? "gap" : applyKnowledgeEvent(before, event)),
      empty,
    );
    expect(list).toMatchObject({ documents: await documents() });
    expect(await documents()).toMatchObject([{ id: document.id }]);
  });

  test.each([
    ["larger than 50 MB", "big.txt", Buffer.alloc(50 * MB + 1, "word "), /50 MB/],
    ["empty", "none.txt", "", /empty/],
    ["a picture", "a.pdf", Buffer.from("89504e470d0a1a0a", "hex"), /picture/],
    ["of another kind", "a.exe", "MZ\u0000", /program/],
  ])("that is %s is refused with the reason, and nothing of it is kept", async (_, name, content, reason) => {
    const { upload, workspaceId } = await world();
    await expect(upload(name, content)).rejects.toMatchObject({
      code: "invalid",
      issues: [{ path: ["file"], message: expect.stringMatching(reason) as string }],
    });
    expect(await db.documentFile.count({ where: { workspaceId } })).toBe(0);
    expect(await db.document.count({ where: { workspaceId } })).toBe(0);
  });

  test("that breaks off leaves nothing; one whose process died goes after a day", async () => {
    const { ctx, workspaceId } = await world();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.alloc(2 * MB, "word "));
      throw new Error("the browser went away");
    }
    await expect(uploadDocument({ ctx, input: { name: "a.txt", body: broken() } })).rejects.toThrow(
      "went away",
    );
    expect(await db.documentFile.count({ where: { workspaceId } })).toBe(0);
    const lost = { workspaceId, id: "0".repeat(26), createdBy: "t" };
    await db.documentFile.create({ data: lost });
    await deleteOld(db);
    expect(await db.documentFile.count({ where: { workspaceId } })).toBe(1);
    await db.documentFile.updateMany({ where: { workspaceId }, data: { createdAt: new Date(0) } });
    await deleteOld(db);
    expect(await db.documentFile.count({ where: { workspaceId } })).toBe(0);
  });
});

describe("a name or a content that is there already", () => {
  test("asks; replaces, keeps both, or changes nothing, as it is told", async () => {
    const { ctx, keep, upload, documents, find, workspaceId } = await world();
    const first = await keep("tides.txt", "The tide turns at noon.");
    await expect(upload("tides.txt", "other")).rejects.toMatchObject({
      code: "conflict",
      issues: [{ path: ["name"] }],
    });
    await expect(upload("copy.txt", "The tide turns at noon.")).rejects.toMatchObject({
      code: "conflict",
      message: "“tides.txt” has exactly the same content.",
      issues: [{ path: ["content"] }],
    });
    expect(await upload("tides.txt", "The tide turns at noon.", { existing: "replace" })).toMatchObject({
      unchanged: true,
      document: { id: first.id, status: "ready" },
    });
    const copy = await keep("copy.txt", "The tide turns at noon.", { duplicate: "keep" });
    const both = await keep("tides.txt", "Walruses wait for the ebb.", { existing: "rename" });
    expect(both.name).toBe("tides (2).txt");
    const replaced = await keep("tides.txt", "Penguins prefer the flood.", { existing: "replace" });
    expect(replaced).toMatchObject({ id: first.id, status: "ready", chunks: 1 });
    expect((await documents()).map(({ name }) => name)).toEqual(["copy.txt", "tides (2).txt", "tides.txt"]);
    expect(await find("penguins flood")).toMatchObject([{ documentId: first.id }]);
    expect(await find("tide at noon")).toMatchObject([{ documentId: copy.id }]);
    expect((await original(ctx, first.id)).content.toString()).toBe("Penguins prefer the flood.");
    expect(await db.documentFile.count({ where: { workspaceId } })).toBe(3);
  });

  test("two uploads of one name at a time: one is kept, the other asks", async () => {
    const { upload, documents } = await world();
    const outcomes = await Promise.allSettled([upload("a.txt", "one"), upload("a.txt", "two")]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await documents()).toHaveLength(1);
  });

  test("a document that is being replaced is found as it was until the new one is read", async () => {
    const { keep, upload, workspaceId, find, ctx } = await world();
    const { id } = await keep("a.txt", "The walrus likes oysters.");
    await upload("a.txt", "The penguin likes krill.", { existing: "replace" });
    expect(await viewOf(ctx, id)).toMatchObject({ status: "uploaded", chunks: 1 });
    expect(await find("walrus oysters")).toHaveLength(1);
    await readAll(workspaceId);
    expect(await find("walrus oysters")).toEqual([]);
    expect(await find("penguin krill")).toHaveLength(1);
    expect(await db.chunk.count({ where: { workspaceId } })).toBe(1);
  });

  test("one that cannot be read leaves the earlier content, and says why", async () => {
    const { keep, upload, workspaceId, find, ctx } = await world();
    const { id } = await keep("a.pdf", pdfOf([["The walrus likes oysters."]]));
    await upload("a.pdf", pdfOf(["picture"]), { existing: "replace" });
    await readAll(workspaceId);
    expect(await viewOf(ctx, id)).toMatchObject({
      status: "ready",
      chunks: 1,
      problem: expect.stringMatching(/newer file.*scanned.*earlier content/) as string,
    });
    expect(await find("walrus oysters")).toHaveLength(1);
    expect(await db.documentFile.count({ where: { workspaceId } })).toBe(1);
  });

  test("a text that was typed takes the place of a file, and the other way round", async () => {
    const { ctx, keep, workspaceId } = await world();
    const { id } = await keep("a.md", "# From a file");
    await saveDocument({ ctx, input: { name: "a.md", kind: "markdown", content: "# Typed" } });
    expect(await db.documentFile.count({ where: { workspaceId } })).toBe(0);
    expect((await original(ctx, id)).content.toString()).toBe("# Typed");
    await keep("a.md", "# Again from a file\n\nwords", { existing: "replace" });
    expect((await original(ctx, id)).content.toString()).toBe("# Again from a file\n\nwords");
    expect(await viewOf(ctx, id)).toMatchObject({ title: "Again from a file" });
  });
});

describe("reading", () => {
  test("a file that nobody can read fails with the reason, and can be replaced", async () => {
    const { ctx, keep } = await world();
    const broken = await keep("a.pdf", Buffer.from("%PDF-1.7 is all there is"));
    expect(broken).toMatchObject({
      status: "failed",
      problem: expect.stringMatching(/damaged/) as string,
      chunks: 0,
    });
    expect((await original(ctx, broken.id)).content.toString()).toBe("%PDF-1.7 is all there is");
    const mended = await keep("a.pdf", pdfOf([["words"]]), { existing: "replace" });
    expect(mended).toMatchObject({ id: broken.id, status: "ready", problem: null, chunks: 1 });
  });

  test("repeated after a worker died in the middle writes nothing twice", async () => {
    const { upload, workspaceId, ctx } = await world();
    const { document } = await upload("a.txt", `${"word ".repeat(200)}\n\n`.repeat(50));
    // What the first try had written of it.
    await db.document.update({
      where: { workspaceId_id: { workspaceId, id: document.id } },
      data: { status: "reading" },
    });
    await db.chunk.createMany({
      data: [0, 1, 2].map((position) => ({
        workspaceId,
        documentId: document.id,
        generation: 1,
        position,
        line: 1,
        text: "left over",
      })),
    });
    await readAll(workspaceId);
    await readAll(workspaceId);
    const [view, rows] = [await viewOf(ctx, document.id), await db.chunk.count({ where: { workspaceId } })];
    expect(view).toMatchObject({ status: "ready", chunks: 50 });
    expect(rows).toBe(50);
    expect(await db.chunk.count({ where: { workspaceId, text: "left over" } })).toBe(0);
  });

  test("is over when the document is deleted or its reading stopped meanwhile", async () => {
    const { ctx, upload, workspaceId, documents } = await world();
    const text = () => `${randomBytes(8).toString("hex")}\n\n${`${"word ".repeat(200)}\n\n`.repeat(8_000)}`;
    const gone = (await upload("gone.txt", text())).document;
    const reading = readAll(workspaceId);
    await expect
      .poll(() => db.chunk.count({ where: { workspaceId } }), { timeout: 20_000, interval: 10 })
      .toBeGreaterThan(0);
    await deleteDocument({ ctx, input: { documentId: gone.id } });
    await reading;
    expect(await documents()).toEqual([]);
    expect(await db.chunk.count({ where: { workspaceId } })).toBe(0);

    const stopped = (await upload("stopped.txt", text())).document;
    const again = readAll(workspaceId);
    await expect
      .poll(() => db.chunk.count({ where: { workspaceId } }), { timeout: 20_000, interval: 10 })
      .toBeGreaterThan(0);
    await stopReading({ ctx, input: { documentId: stopped.id } });
    await again;
    expect(await viewOf(ctx, stopped.id)).toMatchObject({
      status: "failed",
      problem: "Its reading was stopped.",
      chunks: 0,
    });
    await expect(stopReading({ ctx, input: { documentId: stopped.id } })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect.poll(() => db.chunk.count({ where: { workspaceId } })).toBe(0);
  });

  test("is given back when the worker stops, and given up after its tries", async () => {
    const { ctx, upload, workspaceId } = await world();
    const { document } = await upload("a.txt", "words");
    const row = await db.document.findFirstOrThrow({ where: { workspaceId } });
    const payload = { workspaceId, documentId: document.id, fileId: row.pendingFileId };
    const stop = AbortSignal.abort(new Error("the worker stops"));
    const run = { job: { id: "1", attempts: 3 }, abortSignal: stop };
    await expect(readDocumentJob(deps, payload, run)).rejects.toThrow("the worker stops");
    expect(await viewOf(ctx, document.id)).toMatchObject({ status: "reading" });
    await readAll(workspaceId, 2);
    expect(await viewOf(ctx, document.id)).toMatchObject({ status: "ready" });
  });
});
