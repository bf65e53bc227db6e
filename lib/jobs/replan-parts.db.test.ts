import { describe, expect, test } from "vitest";
import type { RunSettings } from "#lib/domain/settings.ts";
import { correctOutput } from "#lib/services/correct-output.ts";
import { requestReplan } from "#lib/services/request-replan.ts";
import { codeOf } from "#lib/testing/drive-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { finishTwo, READER, replanWorld, type ReplanWorld } from "#lib/testing/replan-world.ts";

const database = await testDb();

describe("accepting a part", () => {
  async function proposed() {
    const world = await replanWorld(database);
    await requestReplan({
      ctx: world.ctx,
      input: {
        runId: world.runId,
        note: "rename Step b to Words; remove Step c; add Legal check after Step b",
      },
    });
    await world.answer();
    return world;
  }

  test("moves the run to that part, and says which it was", async () => {
    const world = await proposed();
    expect((await world.latest()).changes).toHaveLength(3);
    await world.accept([0]);
    const { graph, replan, versionNumber } = await world.view();
    expect(graph.steps.map(({ title }) => title)).toEqual(["Step a", "Words", "Step c"]);
    expect({ versionNumber, accepted: replan?.accepted }).toEqual({ versionNumber: 2, accepted: [0] });
    // What was left out is gone with the decision.
    expect(await codeOf(world.accept([1]))).toBe("ok");
    expect((await world.view()).versionNumber).toBe(2);
  });

  test("brings along what it needs", async () => {
    const world = await replanWorld(database);
    const note = "add Legal check after Step b; move Legal check after Step c";
    await requestReplan({ ctx: world.ctx, input: { runId: world.runId, note } });
    await world.answer();
    await world.accept([1]);
    expect((await world.latest()).accepted).toEqual([0, 1]);
  });

  test("of changes that are none is refused by field, and of a part that has begun leaves the rest to decide", async () => {
    const world = await proposed();
    await expect(world.accept([7])).rejects.toMatchObject({
      code: "invalid",
      issues: [{ path: ["chosen"] }],
    });
    await expect(world.accept([])).rejects.toMatchObject({ code: "invalid" });
    await finishTwo(world);
    await expect(world.accept([0])).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/is done by now/) as unknown,
    });
    expect(await world.latest()).toMatchObject({ status: "proposed" });
    await world.accept([1]);
    expect((await world.view()).graph.steps.map(({ id }) => id)).toEqual(["a", "b"]);
  });
});

describe("new input", () => {
  const put = (world: ReplanWorld) =>
    correctOutput({ ctx: world.ctx, input: { runId: world.runId, stepId: "a", output: { passages: [1] } } });
  async function used(settings: Partial<RunSettings>) {
    const world = await replanWorld(database, settings, READER);
    await finishTwo(world);
    return world;
  }

  test("asks for a replan where the workspace wishes it, which does again what used the old output", async () => {
    const world = await used({ onNewInput: "replan" });
    expect(await put(world)).toEqual({ stale: ["b"] });
    expect((await world.latest()).cause).toEqual({ kind: "new_input", stepId: "a" });
    expect(await world.answer()).toMatchObject({ status: "proposed", choice: "retry", steps: ["b"] });
    await world.accept();
    expect(await world.step("b")).toMatchObject({ status: "ready", stale: false });
    expect(await world.step("c")).toMatchObject({ status: "blocked" });
  });

  test("only marks them elsewhere, and when a run has had as many replans as it may", async () => {
    for (const settings of [{}, { onNewInput: "replan" as const, mostReplans: 0 }]) {
      const world = await used(settings);
      await put(world);
      expect((await world.view()).replan).toBeNull();
      expect(await world.step("b")).toMatchObject({ stale: true });
    }
  });
});
