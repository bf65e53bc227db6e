import { describe, expect, test } from "vitest";
import { earlierResult } from "#lib/ledger/earlier-result.ts";
import { storeValue } from "#lib/ledger/large-values.ts";
import { codeOf, searchStep } from "#lib/testing/drive-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { claimReady, finishStep } from "#lib/testing/work-steps.ts";
import { getRun } from "./get-run.ts";
import { previewRerun } from "./preview-rerun.ts";
import { rerunRun } from "./rerun-run.ts";
import { savePatches } from "./save-patches.ts";
import { startRun } from "./start-run.ts";

const { prisma: db } = await testDb();

/** a, then b, then c, and d beside them; each is done under the key that is its own id. */
async function finished() {
  const { ctx, workspaceId } = await newMember(db);
  const steps = ["a", "b", "c", "d"].map((id) => searchStep(id));
  const planId = await seedPlan(db, workspaceId, testGraph(steps, ["a>b", "b>c"]));
  const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: "first" } });
  await workWithKeys(runId);
  return { ctx, workspaceId, planId, runId };
}

async function workWithKeys(runId: string): Promise<void> {
  for (
    let claimed = await claimReady(db, { runId });
    claimed.length > 0;
    claimed = await claimReady(db, { runId })
  )
    for (const step of claimed)
      await finishStep(db, step, `${step.stepId} of ${runId}`, { resultKey: `key of ${step.stepId}` });
}
const outputOf = (
  workspaceId: string,
  runId: string,
  from: string,
  stepId: string,
  key = `key of ${stepId}`,
) => earlierResult(db, { workspaceId, runId, stepId }, from, key).then((result) => result?.output ?? null);

describe("rerunRun", () => {
  test("refuses a step that the version does not have, a plan that cannot run, one being planned", async () => {
    const { ctx, workspaceId, planId, runId } = await finished();
    const rerun = (input: { fromStepId?: string; version: "same" | "latest" }) =>
      codeOf(rerunRun({ ctx, input: { runId, ...input } }));
    expect(await rerun({ fromStepId: "none", version: "same" })).toBe("invalid");
    expect(await rerun({ fromStepId: "No Id", version: "same" })).toBe("invalid");
    const where = { workspaceId_id: { workspaceId, id: planId } };
    await db.plan.update({
      where,
      data: { draft: testGraph([testStep("a", { tool: "no.such" })]), draftRev: 1 },
    });
    await expect(rerunRun({ ctx, input: { runId, version: "latest" } })).rejects.toMatchObject({
      code: "invalid",
      issues: expect.arrayContaining([
        expect.objectContaining({ path: expect.arrayContaining(["steps", "a"]) as unknown }),
      ]) as unknown,
    });
    await db.plan.update({ where, data: { status: "planning" } });
    expect(await rerun({ version: "latest" })).toBe("conflict");
    expect(await db.run.count({ where: { workspaceId } })).toBe(1);
    expect(await rerun({ version: "same" })).toBe("ok");
  });

  test("starts one run of the same version for a key, which says which run it does again", async () => {
    const { ctx, workspaceId, planId, runId } = await finished();
    const patch = [{ op: "remove" as const, stepId: "d", bridge: false }];
    await savePatches({ ctx, input: { planId, baseRev: 0, patches: [{ key: "p", patch }] } });
    const input = { runId, fromStepId: "b", version: "same" as const, idempotencyKey: "again" };
    const [first, second] = await Promise.all([rerunRun({ ctx, input }), rerunRun({ ctx, input })]);
    expect(second).toEqual(first);
    expect(await codeOf(rerunRun({ ctx, input: { ...input, fromStepId: "c" } }))).toBe("conflict");
    const row = await db.run.findFirstOrThrow({ where: { workspaceId, id: first.runId } });
    expect(row).toMatchObject({ rerunOf: runId, redo: ["b", "c"], versionNumber: 1, number: 2 });
    const view = await getRun({ ctx, input: first });
    expect(view.rerun).toEqual({
      of: { runId, number: 1 },
      reused: 0,
      redone: 0,
      savedSeconds: 0,
      savedMicros: 0,
    });
    expect((await getRun({ ctx, input: { runId } })).rerun).toBeNull();
  });

  test("of the latest version seals the draft as it stands", async () => {
    const { ctx, planId, runId } = await finished();
    const patch = [{ op: "remove" as const, stepId: "d", bridge: false }];
    await savePatches({ ctx, input: { planId, baseRev: 0, patches: [{ key: "p", patch }] } });
    expect(await codeOf(rerunRun({ ctx, input: { runId, fromStepId: "d", version: "latest" } }))).toBe(
      "invalid",
    );
    const view = await getRun({ ctx, input: await rerunRun({ ctx, input: { runId, version: "latest" } }) });
    expect(view).toMatchObject({ versionNumber: 2, stepsTotal: 3 });
  });
});

describe("a result of an earlier run", () => {
  test("is found by the step and the key; not under another key, of another step, or in another workspace", async () => {
    const { workspaceId, runId } = await finished();
    const found = await earlierResult(db, { workspaceId, runId: "new", stepId: "a" }, runId, "key of a");
    expect(found).toMatchObject({
      output: `a of ${runId}`,
      summary: "Done",
      reused: { runId, savedMicros: 0 },
    });
    expect(found?.reused.savedSeconds).toBeGreaterThanOrEqual(0);
    expect(await outputOf(workspaceId, "new", runId, "a", "other key")).toBeNull();
    expect(await outputOf(workspaceId, "new", runId, "b", "key of a")).toBeNull();
    const { workspaceId: other } = await newMember(db);
    expect(await outputOf(other, "new", runId, "a")).toBeNull();
  });

  test("is not taken when retention has deleted it", async () => {
    const { workspaceId, runId } = await finished();
    const stored = storeValue("a", "x".repeat(300_000));
    await db.$executeRaw`
      update step_runs set output = ${stored.json}::jsonb where run_id = ${runId} and step_id = 'a'`;
    expect(await outputOf(workspaceId, "new", runId, "a")).toBeNull();
  });

  test("is not taken from a step that did something which must not be repeated", async () => {
    const { workspaceId, runId } = await finished();
    await db.toolCall.create({
      data: {
        workspaceId,
        id: "call",
        runId,
        stepId: "a",
        attempt: 1,
        call: 0,
        tool: "mail",
        toolVersion: "1",
        idempotencyKey: "k",
        sideEffect: "once",
        status: "succeeded",
        args: {},
      },
    });
    expect(await outputOf(workspaceId, "new", runId, "a")).toBeNull();
  });

  test("is found through a chain of reruns, but not past one in which the step was to be done anew", async () => {
    const { ctx, workspaceId, runId } = await finished();
    const second = await rerunRun({ ctx, input: { runId, fromStepId: "b", version: "same" } });
    const third = await rerunRun({ ctx, input: { runId: second.runId, version: "same" } });
    // Neither got to any step, so all comes from the first; b and c were wanted anew.
    const found = (stepId: string) => outputOf(workspaceId, third.runId, second.runId, stepId);
    expect([await found("a"), await found("d")]).toEqual([`a of ${runId}`, `d of ${runId}`]);
    expect([await found("b"), await found("c")]).toEqual([null, null]);
    await workWithKeys(second.runId);
    expect([await found("a"), await found("b")]).toEqual([`a of ${second.runId}`, `b of ${second.runId}`]);
  });

  test("that was itself taken over saves what the work had taken", async () => {
    const { workspaceId, runId } = await finished();
    const reused = { runId: "older", savedSeconds: 7, savedMicros: 30 };
    await db.stepRun.updateMany({ where: { runId, stepId: "a" }, data: { reused } });
    const found = await earlierResult(db, { workspaceId, runId: "new", stepId: "a" }, runId, "key of a");
    expect(found?.reused).toEqual({ runId, savedSeconds: 7, savedMicros: 30 });
  });
});

describe("previewRerun", () => {
  const foretold = async (
    ctx: Awaited<ReturnType<typeof finished>>["ctx"],
    input: Parameters<typeof previewRerun>[0]["input"],
  ) => {
    const { steps } = await previewRerun({ ctx, input });
    return Object.fromEntries(steps.map(({ stepId, redone }) => [stepId, redone]));
  };

  test("says beforehand what is taken over and why the rest is not, and starts nothing", async () => {
    const { ctx, workspaceId, planId, runId } = await finished();
    const same = { runId, version: "same" as const };
    expect(await foretold(ctx, same)).toEqual({ a: null, b: null, c: null, d: null });
    expect(await foretold(ctx, { ...same, fromStepId: "b" })).toEqual({
      a: null,
      b: "asked",
      c: "asked",
      d: null,
    });
    expect(await codeOf(previewRerun({ ctx, input: { ...same, fromStepId: "none" } }))).toBe("invalid");
    await db.$executeRaw`
      update step_runs set started_at = finished_at - interval '3 seconds', cost_micros = 40 where run_id = ${runId} and step_id = 'a'`;
    const { steps, of, versionNumber } = await previewRerun({ ctx, input: same });
    expect([of.number, versionNumber]).toEqual([1, 1]);
    expect(steps[0]).toMatchObject({ savedSeconds: 3, savedMicros: 40 });

    const patch = [
      {
        op: "update" as const,
        stepId: "c",
        changes: { args: { query: { kind: "literal" as const, value: "other" } } },
      },
      { op: "remove" as const, stepId: "d", bridge: false },
    ];
    await savePatches({ ctx, input: { planId, baseRev: 0, patches: [{ key: "p", patch }] } });
    expect(await foretold(ctx, { runId, version: "latest" })).toEqual({ a: null, b: null, c: "changed" });
    await db.$executeRaw`update step_runs set result_key = null where run_id = ${runId} and step_id = 'd'`;
    await db.$executeRaw`update step_runs set status = 'failed' where run_id = ${runId} and step_id = 'b'`;
    await db.$executeRaw`update runs set tool_versions = '{}' where id = ${runId}`;
    expect(await foretold(ctx, same)).toEqual({ a: "tool", b: "unfinished", c: "tool", d: "once" });
    expect(await db.run.count({ where: { workspaceId } })).toBe(1);
  });

  test("foretells what then happens, through a run that did one again", async () => {
    const { ctx, runId } = await finished();
    const second = await rerunRun({ ctx, input: { runId, fromStepId: "b", version: "same" } });
    // Nothing of it is done yet: what it did not mean to do anew is taken from the first; of the rest there is no result.
    expect(await foretold(ctx, { ...second, version: "same" })).toEqual({
      a: null,
      b: "unfinished",
      c: "unfinished",
      d: null,
    });
  });
});
