import { expect, test } from "vitest";
import { temporaryDirectory } from "#lib/launch/temporary-directory.ts";
import { testDb } from "#lib/testing/database.ts";
import { spendStorm } from "#lib/testing/spend/storm.ts";

const { prisma: db, url } = await testDb();

test("whatever dies, fails, is retried or lies about its price, no cap is passed at any time", async () => {
  const directory = await temporaryDirectory("spend-storm");
  try {
    const report = await spendStorm(db, url, { runs: 100, workers: 2, kills: 6, directory: directory.path });
    expect(report.over).toEqual([]);
    expect(report.wrong).toEqual([]);
    // It was one: workers died with calls under way, and caps were reached.
    expect(report.killed).toBe(6);
    expect(report.stopped).toBeGreaterThan(0);
    expect(report.succeeded).toBeGreaterThan(0);
    expect(report.holds).toBeGreaterThan(100);
  } finally {
    directory.remove();
  }
}, 240_000);
