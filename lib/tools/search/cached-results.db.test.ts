import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { testDb } from "#lib/testing/database.ts";
import { recallResult, rememberResult } from "./cached-results.ts";
import type { SearchOutput } from "./search-io.ts";

const { prisma: db } = await testDb();

const result = (query: string, second: number): SearchOutput => ({
  query,
  source: "knowledge",
  retrievedAt: new Date(Date.UTC(2026, 10, 23, 0, 0, second)).toISOString(),
  passages: [],
});

test("a workspace keeps its latest 500 results, and another's are not touched", async () => {
  const [mine, other] = [newId(), newId()];
  const keep = (workspaceId: string, query: string, second: number) =>
    rememberResult(db, {
      workspaceId,
      runId: newId(),
      tool: "knowledge.search",
      result: result(query, second),
    });
  await keep(other, "gardens", 0);
  await db.cachedResult.createMany({
    data: Array.from({ length: 500 }, (_, i) => ({
      workspaceId: mine,
      id: newId(),
      tool: "knowledge.search",
      query: i === 0 ? "oldest" : `query ${i}`,
      result: result(`query ${i}`, i),
      runId: newId(),
      retrievedAt: new Date(result("", i).retrievedAt),
    })),
  });
  expect(await recallResult(db, { workspaceId: mine, query: "oldest" })).not.toBeNull();
  await keep(mine, "newest", 1_000);
  expect(await db.cachedResult.count({ where: { workspaceId: mine } })).toBe(500);
  expect(await recallResult(db, { workspaceId: mine, query: "oldest" })).toBeNull();
  expect(await recallResult(db, { workspaceId: mine, query: "newest" })).not.toBeNull();
  expect(await recallResult(db, { workspaceId: other, query: "gardens" })).not.toBeNull();
});
