import { describe, expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { ingestDocument } from "./ingest-document.ts";
import type { Embedder } from "./meaning/embedder.ts";
import { missingVectors, writeVectors } from "./meaning/write-vectors.ts";
import { sampleDocuments } from "./sample-documents.ts";
import { searchChunks } from "./search-chunks.ts";

const { prisma } = await testDb();

const { workspaceId, userId } = await newMember(prisma);
for (const document of await sampleDocuments()) {
  await prisma.$transaction((tx) =>
    ingestDocument(tx, { workspaceId, createdBy: userId, sample: true, document }),
  );
}
const search = async (query: string) =>
  (await searchChunks(prisma, { workspaceId, query, limit: 6 })).passages;

describe("questions about the documents", () => {
  test.each([
    ["Which eco-friendly product strategies did we have before?", "eco-products-growth-plan-h1-2026.md"],
    ["what are our competitors doing", "customer-and-market-notes-2026.md"],
    ["rules for claims about the environment", "brand-rules.md"],
    ["sachets in refill shops", "plastic-free-laundry-campaign-q4-2025.md"],
    ["bloggers received a kit", "refill-range-launch-2025.md"],
    ["why customers stop buying", "customer-and-market-notes-2026.md"],
    ["spend and revenue by channel", "marketing-metrics-2026.csv"],
    ["discount codes", "brand-rules.md"],
    ["How was the budget divided among promotion channels?", "plastic-free-laundry-campaign-q4-2025.md"],
  ])("%s", async (query, document) => {
    const passages = await search(query);
    expect(passages.map((passage) => passage.document)).toContain(document);
    expect(passages.map((passage) => passage.score)).toEqual(
      passages.map((passage) => passage.score).toSorted((a, b) => b - a),
    );
    for (const { score } of passages) expect(score > 0 && score <= 1).toBe(true);
  });
});

describe("nothing is found", () => {
  test.each([
    "Kubernetes cluster upgrade runbook",
    "visa requirements for travel to Japan",
    "launch plan for lunar tourism",
    "hiring software engineers in Berlin",
    "the and of",
    "!!! ??? ...",
    "",
  ])("for %j", async (query) => {
    expect(await search(query)).toEqual([]);
  });
});

test.each([
  "' or 1=1 --",
  "a & b | !c <-> (d:*)",
  "\\'; drop table chunks",
  "nul\u0000refill",
  "half\ud800 refill",
  "x".repeat(9_000),
])("takes %j as words", async (query) => {
  expect(Array.isArray(await search(query))).toBe(true);
});

test("finds the one passage with all the words among thousands that have one of them", async () => {
  const { workspaceId: large } = await newMember(prisma);
  const documentId = newId();
  await prisma.document.create({
    data: {
      workspaceId: large,
      id: documentId,
      name: "l.txt",
      title: "L",
      kind: "text",
      content: "-",
      createdBy: "t",
    },
  });
  await prisma.$executeRaw`
    insert into chunks (workspace_id, document_id, position, line, text)
    select ${large}, ${documentId}, n, n, case n % 2 when 0 then 'harbour news ' else 'pilot news ' end || n
    from generate_series(1, 8000) n`;
  await prisma.$executeRaw`
    update chunks set text = 'The pilot left the harbour.' where workspace_id = ${large} and position = 7000`;
  const found = await searchChunks(prisma, { workspaceId: large, query: "harbour pilot", limit: 3 });
  const [first] = found.passages;
  expect(first?.line).toBe(7000);
});

test("only in the documents that are named, and there also what hardly matches", async () => {
  const all = await search("customers");
  const [{ document: one } = { document: "" }] = all;
  const named = async (query: string, documents: string[]) =>
    (await searchChunks(prisma, { workspaceId, query, limit: 6, documents })).passages;
  const found = await named("customers", [one]);
  expect(found.length).toBeGreaterThan(0);
  expect(new Set(found.map(({ document }) => document))).toEqual(new Set([one]));
  const beginning = await named("xylophone zeppelin", [one]);
  expect(beginning[0]).toMatchObject({ document: one, score: 0 });
  expect(await named("customers", ["no such document.md"])).toEqual([]);
});

test("a model to which every text is alike leaves what words find, with scores that are numbers", async () => {
  const alike: Embedder = {
    key: "alike",
    label: "alike",
    builtIn: false,
    most: 1_000,
    embed: (texts) => Promise.resolve(texts.map(() => [1, 0])),
  };
  const signal = new AbortController().signal;
  const missing = await missingVectors(prisma, workspaceId, alike.key, 1_000);
  const vectors = await alike.embed(
    missing.map(({ text }) => text),
    signal,
  );
  await writeVectors(prisma, workspaceId, alike.key, missing, vectors);
  const { passages } = await searchChunks(prisma, {
    workspaceId,
    query: "sachets in refill shops",
    limit: 6,
    meaning: { embedder: alike },
  });
  expect(passages.length).toBeGreaterThan(0);
  for (const { score } of passages) expect(score > 0 && score <= 1).toBe(true);
});

// "back" was taken for a misspelled "black".
describe("what the search got wrong before", () => {
  test("the plan for eco-products is among the answers about similar documents", async () => {
    const passages = await search("similar marketing strategy documents for eco-products");
    expect(passages.map(({ document }) => document)).toContain("eco-products-growth-plan-h1-2026.md");
  });
  test("nothing is found for black holes", async () => {
    expect(await search("black holes and quantum gravity")).toEqual([]);
  });
});
