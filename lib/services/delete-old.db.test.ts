import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { appendEvents } from "#lib/events/append.ts";
import { readEvents } from "#lib/events/read.ts";
import { runTopic, type RunKey } from "#lib/ledger/keys.ts";
import { testDb } from "#lib/testing/database.ts";
import { holdSpend } from "#lib/ledger/hold-spend.ts";
import { claimOf, codeOf } from "#lib/testing/drive-run.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { seedRun, seedWorkspace, testGraph } from "#lib/testing/seed-run.ts";
import { createShareLink } from "./create-share-link.ts";
import { deleteOld } from "./delete-old.ts";
import { listShareLinks } from "./list-share-links.ts";
import { openShare } from "./open-share.ts";

const { prisma: db } = await testDb();

/** A run that ended so many days ago (null: not yet), with events and parts of large values. */
async function endedRun(
  workspaceId: string,
  days: number | null,
  { events = 10, parts = 3 }: { events?: number; parts?: number } = {},
): Promise<RunKey> {
  const run = await seedRun(db, testGraph(["a"]), { workspaceId });
  await db.$executeRaw`
    update runs set status = ${days === null ? "running" : "succeeded"}, finished_at = now() - make_interval(days => ${days}::int)
    where id = ${run.runId}`;
  await db.$executeRaw`
    insert into events (workspace_id, topic, seq, bodies)
    select ${workspaceId}, ${runTopic(run.runId)}, 1 + i,
      '[{"type": "step.slow", "stepId": "a", "attempt": 1, "expectedSeconds": 1, "answer": "wait"}]'
    from generate_series(1, ${events}::int) as i`;
  await db.$executeRaw`update topics set last_seq = last_seq + ${events} where topic = ${runTopic(run.runId)}`;
  await db.$executeRaw`
    insert into large_values (workspace_id, run_id, step_id, part_of, part, text)
    select ${workspaceId}, ${run.runId}, 'a', 'x', i, repeat('x', 100) from generate_series(1, ${parts}::int) as i`;
  return run;
}
async function keeping(retentionDays: number | null): Promise<string> {
  const workspaceId = await seedWorkspace(db);
  await db.workspace.update({ where: { id: workspaceId }, data: { runSettings: { retentionDays } } });
  return workspaceId;
}
/** The run is told of as running again. Gives its topic. */
async function goesOn(workspaceId: string, runId: string) {
  const topic = runTopic(runId);
  const body = {
    type: "run.status",
    status: "running",
    reason: null,
    startedAt: null,
    finishedAt: null,
  } as const;
  await db.$transaction((tx) => appendEvents(tx, { workspaceId, topic, bodies: [body] }));
  return topic;
}
async function left({ workspaceId, runId }: RunKey) {
  const [events, parts] = await Promise.all([
    db.event.count({ where: { workspaceId, topic: runTopic(runId) } }),
    db.largeValue.count({ where: { workspaceId, runId } }),
  ]);
  return { events, parts };
}
const ALL = { events: 11, parts: 3 };
const NONE = { events: 0, parts: 0 };

test("nothing goes of a workspace that keeps everything, of a run under way, or of one that ended later", async () => {
  const forever = await endedRun(await keeping(null), 5_000);
  const workspaceId = await keeping(30);
  const underWay = await endedRun(workspaceId, null);
  const recent = await endedRun(workspaceId, 29);
  expect(await deleteOld(db)).toBe(0);
  for (const run of [forever, underWay, recent]) expect(await left(run)).toEqual(ALL);
});

test("events and large values of a run that ended longer ago go; the run, its steps and its place in the stream stay", async () => {
  const workspaceId = await keeping(30);
  const [old, other] = [await endedRun(workspaceId, 31), await endedRun(workspaceId, 29)];
  await deleteOld(db);
  expect(await left(old)).toEqual(NONE);
  expect(await left(other)).toEqual(ALL);
  expect(await db.stepRun.count({ where: { runId: old.runId } })).toBe(1);
  expect(await deleteOld(db)).toBe(0);

  // What comes later goes on without a gap.
  const topic = await goesOn(workspaceId, old.runId);
  expect((await readEvents(db, workspaceId, { [topic]: 0 })).map(({ seq }) => seq)).toEqual([12]);
});

test("a run that was reopened and ended again is old again later", async () => {
  const workspaceId = await keeping(30);
  const run = await endedRun(workspaceId, 40);
  await deleteOld(db);
  await goesOn(workspaceId, run.runId);
  await db.$executeRaw`
    update runs set pruned_at = now() - interval '35 days', finished_at = now() - interval '31 days' where id = ${run.runId}`;
  expect(await deleteOld(db)).toBe(1);
  expect(await left(run)).toEqual(NONE);
});

test("a filled database: interrupted after any batch and begun again, it ends with the same", async () => {
  const workspaceId = await keeping(1);
  const large = await endedRun(workspaceId, 2, { events: 12_000, parts: 450 });
  const runs = [large];
  for (let i = 0; i < 5; i++) runs.push(await endedRun(workspaceId, 2, { events: 3_000, parts: 50 }));
  const kept = await endedRun(workspaceId, 0, { events: 3_000, parts: 50 });
  const rows = async () => {
    const counts = await Promise.all(runs.map(left));
    return counts.reduce((sum, { events, parts }) => sum + events + parts, 0);
  };
  let turns = 0;
  while ((await rows()) > 0) {
    const stop = new AbortController();
    const before = await rows();
    const work = deleteOld(db, stop.signal).catch((err: unknown) =>
      expect(String(err)).toMatch(/stopped|abort/i),
    );
    // Stopped as soon as something has gone.
    await expect.poll(rows, { interval: 1 }).toBeLessThan(before);
    stop.abort(new Error("stopped"));
    await work;
    turns++;
  }
  expect(turns).toBeGreaterThan(1);
  for (const run of runs) expect(await left(run)).toEqual(NONE);
  expect(await left(kept)).toEqual({ events: 3_001, parts: 50 });
}, 60_000);

test("two at once do no harm", async () => {
  const workspaceId = await keeping(1);
  const runs = [await endedRun(workspaceId, 2, { events: 8_000 }), await endedRun(workspaceId, 2)];
  await Promise.all([deleteOld(db), deleteOld(db)]);
  await deleteOld(db);
  for (const run of runs) expect(await left(run)).toEqual(NONE);
});

test("keys of requests, counts of sign-ins and workers that are long gone go", async () => {
  const [workspaceId, old, recent] = [await seedWorkspace(db), newId(), newId()];
  const days = (count: number) => new Date(Date.now() - count * 86_400_000);
  for (const [key, createdAt] of [
    [old, days(8)],
    [recent, days(6)],
  ] as const) {
    await db.idempotencyKey.create({ data: { workspaceId, key, request: "r", answer: {}, createdAt } });
    await db.signInTry.create({
      data: { key, tries: 1, resetsAt: key === old ? days(0.01) : days(-1) },
    });
    await db.worker.create({
      data: {
        id: key,
        lockKey: key === old ? 1n : 2n,
        host: "h",
        pid: 1,
        startedAt: days(20),
        stoppedAt: createdAt,
      },
    });
  }
  const busy = newId();
  await db.worker.create({ data: { id: busy, lockKey: 3n, host: "h", pid: 1, startedAt: days(20) } });
  await db.$executeRaw`select graphile_worker.add_job('retention')`;
  await db.$executeRaw`
    update graphile_worker._private_jobs set locked_by = ${`${busy}-0`}, locked_at = now()`;
  await deleteOld(db);
  expect((await db.idempotencyKey.findMany()).map(({ key }) => key)).toEqual([recent]);
  expect((await db.signInTry.findMany()).map(({ key }) => key)).toEqual([recent]);
  expect((await db.worker.findMany({ orderBy: { lockKey: "asc" } })).map(({ id }) => id)).toEqual([
    recent,
    busy,
  ]);
});

test("links go a month after they ended, by themselves or by a person; who has one finds out no more by then than before", async () => {
  const member = await newMember(db);
  const { ctx, workspaceId } = member;
  const planId = await newPlan(db, member, { graph: testGraph(["a"]) });
  const days = (count: number) => new Date(Date.now() + count * 86_400_000);
  const link = async (ends: { expiresAt: Date; revokedAt?: Date }) => {
    const shared = { what: "plan" as const, planId, rev: 0 };
    const made = await createShareLink({ ctx, input: { shared, expiresAt: days(60).toISOString() } });
    await db.shareLink.update({ where: { workspaceId_id: { workspaceId, id: made.link.id } }, data: ends });
    return made;
  };
  const live = await link({ expiresAt: days(1) });
  const kept = [
    await link({ expiresAt: days(-29) }),
    await link({ expiresAt: days(60), revokedAt: days(-29) }),
  ];
  const gone = [
    await link({ expiresAt: days(-31) }),
    await link({ expiresAt: days(60), revokedAt: days(-31) }),
    // It had run out before somebody revoked it.
    await link({ expiresAt: days(-31), revokedAt: days(-2) }),
  ];
  const outcome = ({ token }: { token: string }) => codeOf(openShare({ ctx: { db }, input: { token } }));
  const before = await Promise.all([...kept, ...gone].map(outcome));
  expect(new Set(before)).toEqual(new Set(["not_found"]));
  expect(await deleteOld(db)).toBe(gone.length);
  const listed = await listShareLinks({ ctx, input: { planId } });
  expect(listed.map(({ id }) => id).toSorted()).toEqual(
    [live, ...kept].map(({ link }) => link.id).toSorted(),
  );
  expect(await Promise.all([...kept, ...gone].map(outcome))).toEqual(before);
  expect(await outcome(live)).toBe("ok");
  expect(await deleteOld(db)).toBe(0);
});

test("totals of spend go with their day, and a week after their run; what is still counted stays as it is", async () => {
  const workspaceId = await seedWorkspace(db);
  const inForce = {
    policy: 1,
    caps: [{ scope: "run" as const, micros: 250, tokens: null, calls: null, millis: null }],
  };
  const spending = async () => {
    const { runId } = await seedRun(db, testGraph(["a"]), { workspaceId });
    const [step] = await claimOf(db, runId);
    if (!step) throw new Error("It was to be claimed.");
    const { stepId, attempt, workerId } = step;
    const token = { workspaceId, runId, stepId, attempt, workerId };
    const need = { kind: "model" as const, tool: null, tokens: 5, millis: 0, leastMillis: 0, unpriced: null };
    const hold = () => holdSpend(db, token, inForce, { ...need, micros: 100, id: newId(), callId: newId() });
    expect(await hold()).toMatchObject({ held: true });
    return { runId, hold };
  };
  const [live, recent, old] = [await spending(), await spending(), await spending()];
  const ended = (runId: string, days: number) =>
    db.$executeRaw`update runs set finished_at = now() - make_interval(days => ${days}::int) where id = ${runId}`;
  await ended(recent.runId, 6);
  await ended(old.runId, 8);
  const scopes = async () =>
    (await db.spendTotal.findMany({ where: { workspaceId }, orderBy: { scope: "asc" } })).map(
      ({ scope, micros }) => `${scope} ${micros}`,
    );
  const before = await scopes();
  const day = (offset: number) => new Date(Date.now() - offset * 86_400_000).toISOString().slice(0, 10);
  const gone = [`day:${day(3)}`, `memberDay:${newId()}:${day(40)}`, `run:${newId()}`, `step:${newId()}/a`];
  const empty = { workspaceId, policy: 1, micros: 1n, tokens: 1n, calls: 1n, millis: 1n };
  await db.spendTotal.createMany({ data: gone.map((scope) => ({ ...empty, scope })) });
  await deleteOld(db);
  expect(await scopes()).toEqual(before.filter((scope) => !scope.includes(old.runId)));

  // Reopened, it goes on from what it had spent.
  await db.run.updateMany({ where: { id: old.runId }, data: { finishedAt: null } });
  expect(await old.hold()).toMatchObject({ held: true });
  expect(await old.hold()).toMatchObject({ held: false, stop: { counted: 200, needs: 100 } });
  expect(await live.hold()).toMatchObject({ held: true });
});
