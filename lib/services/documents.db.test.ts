import { describe, expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { allOf } from "#lib/testing/all-of.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import type { ServiceContext } from "./context.ts";
import { deleteDocument } from "./delete-document.ts";
import { getDocument } from "./get-document.ts";
import { getDocumentFile } from "./get-document-file.ts";
import { listDocuments } from "./list-documents.ts";
import { listTools } from "./list-tools.ts";
import { loadSampleWorkspace } from "./load-sample-workspace.ts";
import { saveDocument } from "./save-document.ts";
import { searchKnowledge } from "./search-knowledge.ts";
import { stopReading } from "./stop-reading.ts";

const { prisma } = await testDb();

const NOTES = {
  name: "notes.md",
  kind: "markdown" as const,
  content: "# Notes\n\nThe walrus likes oysters.\n\n## Tides\n\nThe tide turns at noon.\n",
};

const documentsOf = async (ctx: ServiceContext) => (await listDocuments({ ctx, input: {} })).documents;
const found = async (ctx: ServiceContext, query: string) =>
  (await searchKnowledge({ ctx, input: { query } })).passages;
async function original(ctx: ServiceContext, documentId: string): Promise<string> {
  const { content } = await getDocumentFile({ ctx, input: { documentId } });
  return Buffer.concat(await allOf(content)).toString("utf8");
}

describe("who may", () => {
  test("a viewer reads and changes nothing", async () => {
    const owner = await newMember(prisma);
    const { documentId } = await saveDocument({ ctx: owner.ctx, input: NOTES });
    const viewer = {
      db: prisma,
      actor: {
        ...owner.ctx.actor,
        kind: "user" as const,
        userId: newId(),
        role: "viewer" as const,
        name: "V",
      },
    };
    await expect(saveDocument({ ctx: viewer, input: NOTES })).rejects.toMatchObject({ code: "forbidden" });
    await expect(deleteDocument({ ctx: viewer, input: { documentId } })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(loadSampleWorkspace({ ctx: viewer, input: {} })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(documentsOf(viewer)).resolves.toHaveLength(1);
    await expect(getDocument({ ctx: viewer, input: { documentId } })).resolves.toMatchObject({
      document: { name: "notes.md" },
    });
    await expect(found(viewer, "walrus")).resolves.toHaveLength(1);
    expect((await listTools({ ctx: viewer, input: {} })).length).toBeGreaterThan(0);
  });

  test("another workspace's document is not found, and not searched", async () => {
    const [mine, theirs] = [await newMember(prisma), await newMember(prisma)];
    const { documentId } = await saveDocument({ ctx: theirs.ctx, input: NOTES });
    const input = { documentId };
    await expect(getDocument({ ctx: mine.ctx, input })).rejects.toMatchObject({ code: "not_found" });
    await expect(deleteDocument({ ctx: mine.ctx, input })).rejects.toMatchObject({ code: "not_found" });
    await expect(getDocumentFile({ ctx: mine.ctx, input })).rejects.toMatchObject({ code: "not_found" });
    await expect(stopReading({ ctx: mine.ctx, input })).rejects.toMatchObject({ code: "not_found" });
    await expect(documentsOf(mine.ctx)).resolves.toEqual([]);
    await expect(found(mine.ctx, "walrus")).resolves.toEqual([]);
    await expect(original(theirs.ctx, documentId)).resolves.toBe(NOTES.content);
  });

  test.each(["", "x", "../../etc", "\u0000", newId()])(
    "an id such as %j is not found",
    async (documentId) => {
      const { ctx } = await newMember(prisma);
      await expect(getDocument({ ctx, input: { documentId } })).rejects.toMatchObject({ code: "not_found" });
      await expect(deleteDocument({ ctx, input: { documentId } })).rejects.toMatchObject({
        code: "not_found",
      });
    },
  );
});

describe("saving", () => {
  test("keeps the content byte for byte, counts it, and makes it searchable with its line", async () => {
    const { ctx } = await newMember(prisma);
    const content = `\uFEFF# Füße\r\n\r\nThe walrus likes oysters. \t\r\n`;
    const { documentId } = await saveDocument({ ctx, input: { ...NOTES, content } });
    const { document, passages } = await getDocument({ ctx, input: { documentId } });
    expect(document).toMatchObject({ title: "Füße", chunks: 1, sample: false, status: "ready" });
    expect(document.bytes).toBe(Buffer.byteLength(content));
    expect(passages).toMatchObject([{ position: 0, heading: "Füße", line: 3, page: null }]);
    await expect(original(ctx, documentId)).resolves.toBe(content);
    const [passage] = await found(ctx, "oyster");
    expect(passage).toMatchObject({ documentId, document: "notes.md", heading: "Füße", line: 3 });
  });

  test("replaces a document of the same name and keeps its id", async () => {
    const { ctx } = await newMember(prisma);
    const first = await saveDocument({ ctx, input: NOTES });
    const second = await saveDocument({ ctx, input: { ...NOTES, content: "# New\n\nA penguin." } });
    expect(second).toEqual(first);
    await expect(found(ctx, "walrus")).resolves.toEqual([]);
    await expect(found(ctx, "penguin")).resolves.toHaveLength(1);
    await expect(documentsOf(ctx)).resolves.toMatchObject([{ title: "New", chunks: 1 }]);
  });

  test("takes writers of one name one after the other", async () => {
    const { ctx } = await newMember(prisma);
    const save = (word: string) =>
      saveDocument({ ctx, input: { ...NOTES, content: `# ${word}\n\nAll about the ${word}.` } });
    const saved = await Promise.all(["walrus", "penguin", "otter", "seal", "puffin"].map(save));
    expect(new Set(saved.map((one) => one.documentId)).size).toBe(1);
    const { document, passages } = await getDocument({
      ctx,
      input: { documentId: saved[0]?.documentId ?? "" },
    });
    expect(document.chunks).toBe(1);
    expect(passages).toHaveLength(1);
    await expect(found(ctx, document.title)).resolves.toHaveLength(1);
  });

  test.each([
    ["an empty document", { content: " \n " }, "content", /empty/],
    ["NUL", { content: "a\u0000b" }, "content", /NUL/],
    ["half a surrogate pair", { content: "a\ud800" }, "content", /surrogate/],
    ["a document that is too big", { content: "x".repeat(5_000_001) }, "content", /5,000,000/],
    ["an empty name", { name: "  " }, "name", /empty/],
    ["a name that is too long", { name: "n".repeat(201) }, "name", /200/],
    ["an unknown kind", { kind: "pdf" }, "kind", /./],
    ["a CSV with a short row", { kind: "csv", content: "a,b\n1,2\n3\n" }, "content", /Line 3/],
    ["a CSV with an open quotation mark", { kind: "csv", content: 'a,b\n1,"2\n' }, "content", /Line 2/],
  ])("refuses %s beside its field and saves nothing", async (_, change, field, message) => {
    const { ctx } = await newMember(prisma);
    await saveDocument({ ctx, input: NOTES });
    const saving = saveDocument({ ctx, input: { ...NOTES, ...change } as typeof NOTES });
    await expect(saving).rejects.toMatchObject({
      code: "invalid",
      issues: [{ path: [field], message: expect.stringMatching(message) as string }],
    });
    await expect(documentsOf(ctx)).resolves.toMatchObject([{ title: "Notes", chunks: 2 }]);
  });

  test("takes the largest document there may be", async () => {
    const { ctx } = await newMember(prisma);
    const paragraph = `${"Seven walruses wait for the evening tide. ".repeat(24)}\n\n`;
    const content = paragraph.repeat(Math.floor(5_000_000 / paragraph.length));
    const { documentId } = await saveDocument({ ctx, input: { ...NOTES, content } });
    const page = await getDocument({ ctx, input: { documentId } });
    expect(page.document.chunks).toBeGreaterThan(4_000);
    expect(page.passages.map(({ position }) => position)).toEqual(Array.from({ length: 100 }, (_, at) => at));
    const next = await getDocument({ ctx, input: { documentId, from: page.next ?? 0 } });
    expect(next.passages[0]?.position).toBe(100);
    await expect(found(ctx, "walrus tide")).resolves.toHaveLength(10);
  });
});

test("deletes a document with its chunks", async () => {
  const { ctx, workspaceId } = await newMember(prisma);
  const { documentId } = await saveDocument({ ctx, input: NOTES });
  await deleteDocument({ ctx, input: { documentId } });
  await expect(documentsOf(ctx)).resolves.toEqual([]);
  await expect(prisma.chunk.count({ where: { workspaceId } })).resolves.toBe(0);
  await expect(deleteDocument({ ctx, input: { documentId } })).rejects.toMatchObject({ code: "not_found" });
});

describe("the sample workspace", () => {
  test("is loaded once, also by two clicks at a time", async () => {
    const { ctx } = await newMember(prisma);
    const [first, second] = await Promise.all([
      loadSampleWorkspace({ ctx, input: {} }),
      loadSampleWorkspace({ ctx, input: {} }),
    ]);
    expect(first).toEqual({ documents: 6 });
    expect(second).toEqual(first);
    const before = await documentsOf(ctx);
    expect(before.map((document) => document.kind).toSorted()).toEqual([
      "csv",
      ...Array<string>(5).fill("markdown"),
    ]);
    await loadSampleWorkspace({ ctx, input: {} });
    await expect(documentsOf(ctx)).resolves.toEqual(before);
  });

  test("leaves alone what a person saved under the same name", async () => {
    const { ctx } = await newMember(prisma);
    const { documentId } = await saveDocument({ ctx, input: { ...NOTES, name: "brand-rules.md" } });
    await expect(loadSampleWorkspace({ ctx, input: {} })).resolves.toEqual({ documents: 5 });
    await expect(original(ctx, documentId)).resolves.toBe(NOTES.content);
  });
});

describe("searching", () => {
  test("refuses an empty query and NUL", async () => {
    const { ctx } = await newMember(prisma);
    for (const query of ["", "  ", "a\u0000", "x".repeat(501)]) {
      await expect(searchKnowledge({ ctx, input: { query } })).rejects.toMatchObject({ code: "invalid" });
    }
  });
});
