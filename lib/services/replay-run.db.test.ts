import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import { applyRunEvent } from "#lib/domain/reduce-events.ts";
import { RunReplay } from "#lib/domain/replay-run.ts";
import { readEvents } from "#lib/events/read.ts";
import { failAll, searchStep } from "#lib/testing/drive-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph } from "#lib/testing/seed-run.ts";
import { claimReady, finishStep, workAll } from "#lib/testing/work-steps.ts";
import { editRun } from "./edit-run.ts";
import { getRun } from "./get-run.ts";
import { getVersion } from "./get-version.ts";
import { startRun } from "./start-run.ts";

const { prisma: db } = await testDb();

test("a run that was edited on its way is, event by event, what it was", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const steps = ["a", "b", "c"].map((id) => searchStep(id));
  const planId = await seedPlan(db, workspaceId, testGraph(steps, ["a>b", "b>c"]));
  const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
  const [a] = await claimReady(db, { runId });
  if (a) await finishStep(db, a, "a");
  const halfway = await getRun({ ctx, input: { runId } });
  const add = {
    op: "add" as const,
    step: searchStep("n"),
    after: "c",
    dependencies: [{ from: "c", to: "n" }],
  };
  await editRun({ ctx, input: { runId, baseVersion: 1, patch: [add] } });
  await workAll(db, { runId });
  const run = await getRun({ ctx, input: { runId } });
  expect(run).toMatchObject({ status: "succeeded", versionNumber: 2, firstVersion: 1 });

  const events = await readEvents(db, workspaceId, { [`run:${runId}`]: 0 });
  const { graph } = await getVersion({ ctx, input: { planId, number: 1 } });
  const replay = new RunReplay(run, events, graph);
  const stepsAfter = (count: number) =>
    replay.after(count).steps.map(({ stepId, status }) => [stepId, status]);
  expect(replay.after(0)).toMatchObject({ status: "queued", stepsDone: 0, graph });
  expect(stepsAfter(0)).toEqual([
    ["a", "ready"],
    ["b", "blocked"],
    ["c", "blocked"],
  ]);
  expect(replay.after(halfway.seq)).toEqual({ ...halfway, firstSeq: run.firstSeq });
  const { texts, seq, ...end } = run;
  expect(replay.after(events.length)).toMatchObject({ ...end, seq, texts });
  // Back and forth in time is the same.
  expect(replay.after(halfway.seq)).toEqual({ ...halfway, firstSeq: run.firstSeq });
  const first = Date.parse(events[0]?.at ?? "");
  expect(replay.countBy(first - 1)).toBe(0);
  expect(replay.countBy(Date.parse(events.at(-1)?.at ?? ""))).toBe(events.length);
});

test("a run goes on naming steps that an edit took out of its plan, as it is loaded and as its events come", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const steps = ["a", "b", "c"].map((id) => searchStep(id, { title: `Step ${id}` }));
  const planId = await seedPlan(db, workspaceId, testGraph(steps, ["a>b", "b>c"]));
  const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
  const load = () => getRun({ ctx, input: { runId } });
  const edit = (baseVersion: number, patch: PlanPatch) =>
    editRun({ ctx, input: { runId, baseVersion, patch } });
  const begun = await load();
  expect(begun.dropped).toEqual({});
  const [a] = await claimReady(db, { runId });
  if (a) await finishStep(db, a, "a");
  await failAll(db, runId);
  expect((await load()).steps.find(({ stepId }) => stepId === "b")).toMatchObject({ status: "failed" });
  // One that has failed, whose row stays, and one that has not begun, of which nothing stays.
  await edit(1, [
    { op: "remove", stepId: "b", bridge: false },
    { op: "remove", stepId: "c", bridge: false },
    { op: "add", step: searchStep("n"), after: "a", dependencies: [{ from: "a", to: "n" }] },
  ]);
  const moved = await load();
  expect(moved.dropped).toEqual({ b: "Step b", c: "Step c" });
  const events = await readEvents(db, workspaceId, { [`run:${runId}`]: begun.seq });
  const followed = events.reduce((view, event) => {
    const next = applyRunEvent(view, event);
    return next === "gap" ? view : next;
  }, begun);
  expect(followed.dropped).toEqual(moved.dropped);
  // One that comes back is the plan's own again.
  await edit(2, [
    {
      op: "add",
      step: searchStep("c", { title: "Anew" }),
      after: "n",
      dependencies: [{ from: "n", to: "c" }],
    },
  ]);
  expect((await load()).dropped).toEqual({ b: "Step b" });
});
