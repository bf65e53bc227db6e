import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { embedKnowledgeJob } from "#lib/jobs/embed-knowledge.ts";
import type { Embedder } from "#lib/knowledge/meaning/embedder.ts";
import { testDb } from "#lib/testing/database.ts";
import { startFakeEmbeddings } from "#lib/testing/fake-embeddings.ts";
import { newMember } from "#lib/testing/members.ts";
import { findUnembedded } from "./find-unembedded.ts";
import { deleteDocument } from "./delete-document.ts";
import { listDocuments } from "./list-documents.ts";
import { recordEmbedding } from "./record-embedding.ts";
import { saveDocument } from "./save-document.ts";
import { saveModelConnection } from "./save-model-connection.ts";
import { saveModelProfile } from "./save-model-profile.ts";
import { searchKnowledge } from "./search-knowledge.ts";

const { prisma: db, pool, url } = await testDb();
const deps = { db, pool, log: createLogger("test") };

let server: Awaited<ReturnType<typeof startFakeEmbeddings>>;
beforeAll(async () => {
  vi.stubEnv("DATABASE_URL", url);
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
  server = await startFakeEmbeddings();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

/** A workspace with an embedding model at the server, and two documents. */
async function world(model = "text-embedding-3-small") {
  const member = await newMember(db);
  const { ctx, workspaceId } = member;
  const connection = { id: null, name: "Lab", kind: "openai" as const, baseUrl: `${server.address}/v1` };
  const { id } = await saveModelConnection({ ctx, input: { ...connection, apiKey: "key-0123456789" } });
  const choose = (name: string) =>
    saveModelProfile({ ctx, input: { role: "embedding", choices: [{ connectionId: id, model: name }] } });
  await choose(model);
  await saveDocument({ ctx, input: { name: "a.txt", kind: "text", content: "The walrus likes oysters." } });
  await saveDocument({ ctx, input: { name: "b.txt", kind: "text", content: "The penguin likes krill." } });
  return {
    ...member,
    choose,
    embed: () => embedKnowledgeJob(deps, { workspaceId }, { job: { id: "1", attempts: 1 } }),
    search: (query: string) => searchKnowledge({ ctx, input: { query } }),
    state: async () => (await listDocuments({ ctx, input: {} })).meaning,
    asked: () => db.modelCall.count({ where: { workspaceId, role: "embedding" } }),
    waiting: async () =>
      (
        await db.$queryRaw<unknown[]>`
          select 1 from graphile_worker._private_jobs where key = ${`embed-knowledge:${workspaceId}`}`
      ).length,
  };
}

test("passages are read by the workspace's model, once, recorded with model, size and spend", async () => {
  const { embed, state, asked, waiting, workspaceId, search } = await world();
  expect(await waiting()).toBe(1);
  expect(await state()).toMatchObject({ status: "working", embedded: 0, total: 2, builtIn: false });
  await embed();
  await embed();
  expect(await state()).toMatchObject({
    status: "ready",
    embedded: 2,
    total: 2,
    model: "text-embedding-3-small (Lab)",
  });
  const vectors = await db.chunkVector.findMany({ where: { workspaceId } });
  expect(vectors.map(({ dimension, vector }) => [dimension, vector.length])).toEqual([
    [server.dimension, server.dimension * 4],
    [server.dimension, server.dimension * 4],
  ]);
  expect(await asked()).toBe(1);
  const call = await db.modelCall.findFirstOrThrow({ where: { workspaceId } });
  expect(call).toMatchObject({ purpose: "embed", model: "text-embedding-3-small", failure: null });
  expect(call.costMicros).not.toBeNull();
  // It has no word in common with the passage; the server says that it means the same.
  const { passages, meaning } = await search("seal food");
  expect(meaning).toMatchObject({ used: true });
  expect(passages[0]).toMatchObject({ document: "a.txt", why: { words: null, meaning: { rank: 1 } } });
});

test("another model reads them anew, and its vectors take the place of the others'", async () => {
  const { embed, choose, state, workspaceId, waiting } = await world();
  await embed();
  await db.$executeRaw`select graphile_worker.remove_job(${`embed-knowledge:${workspaceId}`})`;
  await choose("text-embedding-3-large");
  expect(await waiting()).toBe(1);
  expect(await state()).toMatchObject({ status: "working", embedded: 0, total: 2 });
  await embed();
  expect(await state()).toMatchObject({ status: "ready", embedded: 2 });
  const models = await db.chunkVector.findMany({ where: { workspaceId }, select: { model: true } });
  expect(models.every(({ model }) => model.endsWith("/text-embedding-3-large"))).toBe(true);
});

test("a model that refuses leaves the search by words, and says what is wrong", async () => {
  const { embed, state, search } = await world("refuses");
  await embed();
  expect(await state()).toMatchObject({
    status: "failed",
    embedded: 0,
    reason: expect.stringMatching(/refused the request \(401\)/) as string,
  });
  const { passages, meaning } = await search("walrus");
  expect(passages).toMatchObject([{ document: "a.txt" }]);
  expect(meaning).toMatchObject({ used: false });
});

test("a model that fails when a question is asked leaves the search by words", async () => {
  const { embed, search, choose } = await world();
  await embed();
  expect((await search("walrus")).meaning.used).toBe(true);
  server.down = true;
  try {
    const { passages, meaning } = await search("the penguin");
    expect(passages[0]).toMatchObject({ document: "b.txt" });
    expect(meaning).toMatchObject({
      used: false,
      reason: expect.stringMatching(/could not read the question/) as string,
    });
  } finally {
    server.down = false;
  }
  await choose("text-embedding-3-small");
});

test("at the day's cap it waits, says so, and goes on by itself", async () => {
  const { embed, state, workspaceId, waiting } = await world();
  await db.modelCall.create({
    data: {
      workspaceId,
      id: "0".repeat(26),
      role: "embedding",
      purpose: "embed",
      provider: "Lab",
      model: "m",
      costMicros: 5_000_000n,
      seconds: 1,
    },
  });
  await embed();
  expect(await state()).toMatchObject({
    status: "paused",
    embedded: 0,
    reason: expect.stringMatching(/\$5\.00/) as string,
  });
  const [job] = await db.$queryRaw<{ later: boolean }[]>`
    select run_at > now() + interval '30 minutes' as later from graphile_worker._private_jobs
    where key = ${`embed-knowledge:${workspaceId}`}`;
  expect([await waiting(), job?.later]).toEqual([1, true]);
});

test("the built-in model stops at its limit; a deleted passage makes room", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const made: string[] = [];
  for (const word of ["one", "two", "three"]) {
    const input = { name: `${word}.txt`, kind: "text" as const, content: `About ${word}.` };
    made.push((await saveDocument({ ctx, input })).documentId);
  }
  const embedder: Embedder = {
    key: "small",
    label: "a small model",
    builtIn: true,
    most: 2,
    embed: (texts) => Promise.resolve(texts.map(() => [1, 0])),
  };
  const read = () =>
    recordEmbedding({ ctx, input: {}, means: { signal: new AbortController().signal, embedder } });
  await read();
  expect(await db.chunkVector.count({ where: { workspaceId } })).toBe(2);
  await read();
  expect(await db.chunkVector.count({ where: { workspaceId } })).toBe(2);
  // The newest came first.
  await deleteDocument({ ctx, input: { documentId: made[2] ?? "" } });
  await read();
  expect(await db.chunkVector.count({ where: { workspaceId } })).toBe(2);
});

test("what was left is found again once an hour, where something is left", async () => {
  const { workspaceId, embed, waiting } = await world();
  const forget = () => db.$executeRaw`select graphile_worker.remove_job(${`embed-knowledge:${workspaceId}`})`;
  await forget();
  await findUnembedded(db);
  expect(await waiting()).toBe(1);
  await embed();
  await forget();
  await findUnembedded(db);
  expect(await waiting()).toBe(0);
});
