import { expect, test } from "vitest";
import { testDb } from "#lib/testing/database.ts";
import { claimSteps } from "#lib/testing/drive-run.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { reap } from "./reap.ts";

const { prisma: db } = await testDb();

test("the steps of many runs are taken back side by side and counted, however many take them back at once", async () => {
  for (let i = 0; i < 7; i++) await seedRun(db, testGraph(["a", "b"]));
  const claim = () => claimSteps(db, { workerId: "gone", limit: 100, leaseSeconds: 60 });
  expect((await claim()).steps).toHaveLength(14);
  expect(await reap(db)).toBe(14);
  expect(await db.stepRun.count({ where: { status: "ready", workerDeaths: 1 } })).toBe(14);

  expect((await claim()).steps).toHaveLength(14);
  const taken = await Promise.all([reap(db), reap(db), reap(db)]);
  expect(taken.reduce((sum, each) => sum + each)).toBe(14);
  expect(await db.stepRun.count({ where: { status: "ready", workerDeaths: 2 } })).toBe(14);
});
