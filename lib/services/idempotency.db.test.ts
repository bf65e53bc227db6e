import { describe, expect, test } from "vitest";
import { createDb } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";
import { readEvents } from "#lib/events/read.ts";
import { codeOf, searchStep } from "#lib/testing/drive-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { abortRun } from "./abort-run.ts";
import type { ServiceContext } from "./context.ts";
import { getRun } from "./get-run.ts";
import { pauseRun } from "./pause-run.ts";
import { resumeRun } from "./resume-run.ts";
import { startRun } from "./start-run.ts";

const { prisma: db, url } = await testDb();

async function statuses(workspaceId: string, runId: string): Promise<string[]> {
  const events = await readEvents(db, workspaceId, { [`run:${runId}`]: 0 });
  return events.flatMap(({ body }) => (body.type === "run.status" ? [body.status] : []));
}

/** Does the same for several processes at once: each has a pool of its own, of the size that a program has. */
async function fromProcesses<T>(
  count: number,
  ctx: ServiceContext,
  work: (ctx: ServiceContext) => Promise<T>,
): Promise<T[]> {
  const processes = Array.from({ length: count }, () => createDb(url, 5));
  try {
    return await Promise.all(processes.map(({ prisma }) => work({ ...ctx, db: prisma })));
  } finally {
    for (const each of processes) await each.close();
  }
}

describe("a request's key", () => {
  test("is refused for another request, be it of another verb, another run, or with another input", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const [first, second] = [
      await seedRun(db, testGraph(["a"]), { workspaceId }),
      await seedRun(db, testGraph(["a"]), { workspaceId }),
    ];
    const idempotencyKey = "k";
    await pauseRun({ ctx, input: { runId: first.runId, idempotencyKey } });
    expect(await codeOf(pauseRun({ ctx, input: { runId: second.runId, idempotencyKey } }))).toBe("conflict");
    expect(await codeOf(resumeRun({ ctx, input: { runId: first.runId, idempotencyKey } }))).toBe("conflict");
    const planId = await seedPlan(db, workspaceId, testGraph([searchStep("a")]));
    expect(await codeOf(startRun({ ctx, input: { planId, rev: 0, idempotencyKey } }))).toBe("conflict");
    expect((await getRun({ ctx, input: second })).status).toBe("queued");
    expect((await getRun({ ctx, input: first })).status).toBe("paused");
    expect(await db.run.count({ where: { workspaceId } })).toBe(2);
    expect(await codeOf(pauseRun({ ctx, input: { runId: first.runId, idempotencyKey: "" } }))).toBe(
      "invalid",
    );
  });

  test("means something else in another workspace", async () => {
    const [one, other] = [await newMember(db), await newMember(db)];
    const idempotencyKey = "the same";
    for (const { ctx, workspaceId } of [one, other]) {
      const { runId } = await seedRun(db, testGraph(["a"]), { workspaceId });
      await pauseRun({ ctx, input: { runId, idempotencyKey } });
      expect((await getRun({ ctx, input: { runId } })).status).toBe("paused");
    }
  });

  test("makes a late repeat say what was said, and do nothing, whatever has happened since", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const { runId } = await seedRun(db, testGraph(["a"]), { workspaceId });
    const resume = () => codeOf(resumeRun({ ctx, input: { runId, idempotencyKey: "resume" } }));
    await pauseRun({ ctx, input: { runId, idempotencyKey: "pause 1" } });
    expect(await resume()).toBe("ok");
    await pauseRun({ ctx, input: { runId, idempotencyKey: "pause 2" } });
    expect(await resume()).toBe("ok");
    expect((await getRun({ ctx, input: { runId } })).status).toBe("paused");
    await abortRun({ ctx, input: { runId } });
    expect(await resume()).toBe("ok");
    expect(await codeOf(resumeRun({ ctx, input: { runId, idempotencyKey: "new" } }))).toBe("conflict");
    expect(await statuses(workspaceId, runId)).toEqual([
      "queued",
      "pausing",
      "paused",
      "running",
      "pausing",
      "paused",
      "aborting",
      "aborted",
    ]);
  });

  test("makes a repeat of what was refused be refused again, though it would go by now", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const { runId } = await seedRun(db, testGraph(["a"]), { workspaceId });
    const where = { workspaceId_id: { workspaceId, id: runId } };
    await db.run.update({ where, data: { status: "needs_attention" } });
    const resume = () => codeOf(resumeRun({ ctx, input: { runId, idempotencyKey: "k" } }));
    expect(await resume()).toBe("conflict");
    await db.run.update({ where, data: { status: "paused" } });
    expect(await resume()).toBe("conflict");
    expect((await getRun({ ctx, input: { runId } })).status).toBe("paused");
  });

  test("names a run's start for as long as the run is kept, the key itself forgotten or not", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const planId = await seedPlan(db, workspaceId, testGraph([searchStep("a")]));
    const input = { planId, rev: 0, idempotencyKey: "k" };
    const first = await startRun({ ctx, input });
    await db.idempotencyKey.deleteMany({ where: { workspaceId } });
    expect(await startRun({ ctx, input })).toEqual(first);
  });
});

describe("1,000 identical requests at once, through a pool of ten", () => {
  test("make one run", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const planId = await seedPlan(db, workspaceId, testGraph([searchStep("a"), searchStep("b")], ["a>b"]));
    const input = { planId, rev: 0, idempotencyKey: newId() };
    const started = await Promise.all(Array.from({ length: 1_000 }, () => startRun({ ctx, input })));
    expect(new Set(started.map(({ runId }) => runId)).size).toBe(1);
    expect(await db.run.count({ where: { workspaceId } })).toBe(1);
    expect(await db.planVersion.count({ where: { workspaceId } })).toBe(1);
  });

  test("make one transition", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const { runId } = await seedRun(db, testGraph(["a"]), { workspaceId });
    for (const [verb, idempotencyKey] of [
      [pauseRun, newId()],
      [resumeRun, newId()],
      [abortRun, newId()],
    ] as const) {
      const asked = Array.from({ length: 1_000 }, () => verb({ ctx, input: { runId, idempotencyKey } }));
      expect((await Promise.all(asked)).length).toBe(1_000);
    }
    const told = await statuses(workspaceId, runId);
    expect(told).toEqual(["queued", "pausing", "paused", "running", "aborting", "aborted"]);
  });

  test("that come in through several processes make one run and one transition", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const planId = await seedPlan(db, workspaceId, testGraph([searchStep("a")]));
    const input = { planId, rev: 0, idempotencyKey: newId() };
    const started = await fromProcesses(8, ctx, (each) => startRun({ ctx: each, input }));
    expect(new Set(started.map(({ runId }) => runId)).size).toBe(1);
    const [{ runId } = { runId: "" }] = started;
    const pause = { runId, idempotencyKey: newId() };
    await fromProcesses(8, ctx, (each) => pauseRun({ ctx: each, input: pause }));
    expect(await statuses(workspaceId, runId)).toEqual(["queued", "pausing", "paused"]);
  });
});
