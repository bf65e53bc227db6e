import { describe, expect, test } from "vitest";
import type { StepId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import type { Argument, Step } from "#lib/domain/step.ts";
import { applyRunEvent } from "#lib/domain/reduce-events.ts";
import { readEvents } from "#lib/events/read.ts";
import { expandStep } from "#lib/ledger/expand-step.ts";
import { codeOf, failAll } from "#lib/testing/drive-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { claimReady, finishStep, workAll } from "#lib/testing/work-steps.ts";
import { abortRun } from "./abort-run.ts";
import { correctOutput } from "./correct-output.ts";
import { getRun } from "./get-run.ts";
import { getStepRun } from "./get-step-run.ts";
import { getOutputFile } from "./get-output-file.ts";
import { pauseRun } from "./pause-run.ts";
import { rerunStale } from "./rerun-stale.ts";
import { retryStep } from "./retry-step.ts";
import { skipStep } from "./skip-step.ts";

const { prisma: db } = await testDb();

/** A step that reads the whole output of others. */
function reader(id: StepId, from: readonly StepId[], parts: Partial<Step> = {}): Step {
  const args = from.map((ref): [string, Argument] => [ref, { kind: "ref", ref, path: [] }]);
  return testStep(id, { args: Object.fromEntries(args), ...parts });
}

/** a, then b and c, then d, all done. */
async function diamond() {
  const { ctx, workspaceId } = await newMember(db);
  const steps = [testStep("a"), reader("b", ["a"]), reader("c", ["a"]), reader("d", ["b", "c"])];
  const graph = testGraph(steps, ["a>b", "a>c", "b>d", "c>d"]);
  const { runId } = await seedRun(db, graph, { workspaceId });
  return { ctx, workspaceId, runId };
}
type Ctx = Awaited<ReturnType<typeof diamond>>["ctx"];

const staleOf = async (ctx: Ctx, runId: string) =>
  (await getRun({ ctx, input: { runId } })).steps.filter((step) => step.stale).map((step) => step.stepId);
const outputOf = async (ctx: Ctx, runId: string, stepId: string) =>
  (await getStepRun({ ctx, input: { runId, stepId } })).output;

describe("correctOutput", () => {
  test("refuses a step that is not done, no step, what cannot be kept, and an aborted run", async () => {
    const { ctx, runId } = await diamond();
    const correct = (stepId: string, output: string) =>
      codeOf(correctOutput({ ctx, input: { runId, stepId, output } }));
    expect(await correct("a", "x")).toBe("conflict");
    expect(await correct("none", "x")).toBe("not_found");
    await claimReady(db, { runId });
    expect(await correct("a", "x")).toBe("conflict");
    expect(await correct("a", "half \ud800")).toBe("invalid");
    await abortRun({ ctx, input: { runId } });
    expect(await correct("a", "x")).toBe("conflict");
  });

  test("keeps who and when, marks what had used the old output; the call keeps what the tool gave", async () => {
    const { ctx, workspaceId, runId } = await diamond();
    const before = await getRun({ ctx, input: { runId } });
    const [a] = await claimReady(db, { runId });
    if (!a) throw new Error("nothing was claimed");
    await finishStep(db, a, "wrong");
    const [b, c] = await claimReady(db, { runId });
    if (!b || !c) throw new Error("too few were claimed");
    await finishStep(db, b, "b of wrong");
    expect(await correctOutput({ ctx, input: { runId, stepId: "a", output: "right" } })).toEqual({
      stale: ["b", "c", "d"],
    });
    const { step, output } = await getStepRun({ ctx, input: { runId, stepId: "a" } });
    expect(output).toBe("right");
    expect(step).toMatchObject({ status: "succeeded", stale: false, corrected: { by: "Ada" } });
    expect(step.notes).toContain("Ada put the output right by hand.");
    // The running one finishes and stays stale.
    await finishStep(db, c, "c of wrong");
    expect(await staleOf(ctx, runId)).toEqual(["b", "c", "d"]);

    const events = await readEvents(db, workspaceId, { [`run:${runId}`]: before.seq });
    const reduced = events.reduce<typeof before>((view, event) => {
      const next = applyRunEvent(view, event);
      if (next === "gap") throw new Error("a gap");
      return next;
    }, before);
    const now = await getRun({ ctx, input: { runId } });
    expect(reduced).toEqual(now);
  });

  test("leaves the record of the call as it was, also of one that gave nothing", async () => {
    const { ctx, runId } = await diamond();
    const resultOf = async (stepId: string) =>
      (await getStepRun({ ctx, input: { runId, stepId } })).toolCalls.map((call) => call.result);
    const call = {
      kind: "local",
      call: 0,
      tool: "t",
      toolVersion: "1",
      sideEffect: "read",
      args: {},
    } as const;
    const finish = async (output: Json) => {
      for (const step of await claimReady(db, { runId })) {
        const outcome = { status: "succeeded", output, summary: "", costMicros: 0 } as const;
        await finishStep(db, step, output, { calls: [{ ...call, outcome }] });
      }
    };
    await finish(null);
    await correctOutput({ ctx, input: { runId, stepId: "a", output: "A" } });
    await finish("tool's");
    await correctOutput({ ctx, input: { runId, stepId: "b", output: "B" } });
    expect([await resultOf("a"), await resultOf("b")]).toEqual([[null], ["tool's"]]);
    expect([await outputOf(ctx, runId, "a"), await outputOf(ctx, runId, "b")]).toEqual(["A", "B"]);
  });

  test("once for a key", async () => {
    const { ctx, runId } = await diamond();
    await workAll(db, { runId });
    const input = { runId, stepId: "d", output: 1, idempotencyKey: "k" };
    await correctOutput({ ctx, input });
    await correctOutput({ ctx, input: { ...input, output: 2, idempotencyKey: "other" } });
    await correctOutput({ ctx, input });
    expect(await outputOf(ctx, runId, "d")).toBe(2);
    expect(await codeOf(correctOutput({ ctx, input: { ...input, output: 3 } }))).toBe("conflict");
  });

  test("of a skipped step makes it done; files that are only named keep what they held", async () => {
    const { ctx, runId } = await diamond();
    await skipStep({ ctx, input: { runId, stepId: "a" } });
    await correctOutput({ ctx, input: { runId, stepId: "a", output: { n: 1 } } });
    const { step } = await getStepRun({ ctx, input: { runId, stepId: "a" } });
    expect(step).toMatchObject({ status: "succeeded", skipCause: null });
    const [b] = await claimReady(db, { runId });
    if (!b) throw new Error("nothing was claimed");
    expect(b.outputs.get("a")?.output).toEqual({ n: 1 });
    const file = { name: "a.md", mediaType: "text/markdown" };
    const bytes = { name: "a.docx", mediaType: "application/x" };
    const content = Buffer.from([0, 255, 1]).toString("base64");
    await finishStep(db, b, {
      text: "old",
      files: [
        { ...file, content: "kept" },
        { ...bytes, content, encoding: "base64" },
      ],
    });
    const output = {
      text: "new",
      files: [
        { ...file, bytes: 4 },
        { ...bytes, bytes: 3 },
      ],
    };
    await correctOutput({ ctx, input: { runId, stepId: "b", output } });
    const input = { runId, stepId: "b", name: "a.md" };
    expect((await getOutputFile({ ctx, input })).content).toBe("kept");
    const kept = await getOutputFile({ ctx, input: { ...input, name: "a.docx" } });
    expect(kept).toEqual({ ...bytes, content, encoding: "base64" });
    expect(await outputOf(ctx, runId, "b")).toEqual(output);
  });
});

describe("rerunStale", () => {
  test("does what had used the old output again, in order, in the same run, which had been over", async () => {
    const { ctx, runId } = await diamond();
    expect(await workAll(db, { runId })).toEqual(["a", "b", "c", "d"]);
    expect((await getRun({ ctx, input: { runId } })).status).toBe("succeeded");
    await correctOutput({ ctx, input: { runId, stepId: "a", output: "A" } });
    expect((await getRun({ ctx, input: { runId } })).status).toBe("succeeded");
    const input = { runId, includeOnce: false, idempotencyKey: "k" };
    const answer = { redone: ["b", "c", "d"], kept: [] };
    expect(await rerunStale({ ctx, input })).toEqual(answer);
    const reopened = await getRun({ ctx, input: { runId } });
    expect(reopened).toMatchObject({
      status: "running",
      reason: "Ada had 3 steps done again.",
      finishedAt: null,
    });
    const states = reopened.steps.map((step) => `${step.status} ${step.stale}`);
    expect(states).toEqual(["succeeded false", "ready false", "ready false", "blocked false"]);
    expect(await workAll(db, { runId })).toEqual(["b", "c", "d"]);
    expect((await getRun({ ctx, input: { runId } })).status).toBe("succeeded");
    expect(await outputOf(ctx, runId, "d")).toBe("d(b(A),c(A))");
    // A late repeat of the request does not do it once more, and there is nothing left to do.
    expect(await rerunStale({ ctx, input })).toEqual(answer);
    expect(await rerunStale({ ctx, input: { runId, includeOnce: true } })).toEqual({ redone: [], kept: [] });
    expect((await getRun({ ctx, input: { runId } })).status).toBe("succeeded");
  });

  test("holds back what waits behind, leaves what must not be repeated, and a paused run paused", async () => {
    const { ctx, runId } = await diamond();
    const [a] = await claimReady(db, { runId });
    if (a) await finishStep(db, a, "wrong");
    const [b, c] = await claimReady(db, { runId });
    for (const step of [b, c]) if (step) await finishStep(db, step, `${step.stepId} of wrong`);
    await pauseRun({ ctx, input: { runId } });
    await correctOutput({ ctx, input: { runId, stepId: "a", output: "right" } });
    expect(await staleOf(ctx, runId)).toEqual(["b", "c"]);
    const run = await db.run.findFirstOrThrow({ where: { id: runId } });
    await db.toolCall.create({
      data: {
        workspaceId: run.workspaceId,
        id: "call",
        runId,
        stepId: "b",
        attempt: 1,
        call: 0,
        tool: "mail",
        idempotencyKey: "k",
        toolVersion: "1",
        sideEffect: "once",
        status: "succeeded",
        args: {},
      },
    });
    expect(await rerunStale({ ctx, input: { runId, includeOnce: false } })).toEqual({
      redone: ["c"],
      kept: [{ stepId: "b", why: "once" }],
    });
    const view = await getRun({ ctx, input: { runId } });
    expect(view.status).toBe("paused");
    const states = view.steps.map((step) => `${step.stepId} ${step.status}${step.stale ? " stale" : ""}`);
    expect(states).toEqual(["a succeeded", "b succeeded stale", "c ready", "d blocked"]);
    expect(await db.stepRun.findFirst({ where: { runId, stepId: "d" }, select: { pending: true } })).toEqual({
      pending: 1,
    });
    const again = await rerunStale({ ctx, input: { runId, stepIds: ["b"], includeOnce: true } });
    expect(again.redone).toEqual(["b"]);
    expect(await db.stepRun.findFirst({ where: { runId, stepId: "d" }, select: { pending: true } })).toEqual({
      pending: 2,
    });
  });

  test("lets a map find its list again: items that are no longer in it leave the run", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const map = testStep("map", { kind: "map", each: { ref: "list", path: [] } });
    const graph = testGraph([testStep("list"), map, reader("after", ["map"])], ["list>map", "map>after"]);
    const { runId } = await seedRun(db, graph, { workspaceId });
    const expand = async (items: string[]) => {
      for (const step of await claimReady(db, { runId })) await expandStep(db, step, items);
    };
    const [list] = await claimReady(db, { runId });
    if (list) await finishStep(db, list, ["x", "y", "z"]);
    await expand(["x", "y", "z"]);
    await workAll(db, { runId });
    await correctOutput({ ctx, input: { runId, stepId: "list", output: ["q"] } });
    expect(await staleOf(ctx, runId)).toEqual(["after", "map"]);
    expect(await codeOf(correctOutput({ ctx, input: { runId, stepId: "map.0", output: 1 } }))).toBe(
      "not_found",
    );
    expect((await rerunStale({ ctx, input: { runId, includeOnce: false } })).redone).toEqual([
      "after",
      "map",
    ]);
    await expand(["q"]);
    expect(await workAll(db, { runId })).toEqual(["map.0", "after"]);
    const view = await getRun({ ctx, input: { runId } });
    expect(view.status).toBe("succeeded");
    expect(view.steps.map((step) => step.stepId)).toEqual(["after", "list", "map", "map.0"]);
  });

  test("is not needed for a failed step that is tried again: it reads the new output", async () => {
    const { ctx, runId } = await diamond();
    const [a] = await claimReady(db, { runId });
    if (a) await finishStep(db, a, "wrong");
    await failAll(db, runId);
    await correctOutput({ ctx, input: { runId, stepId: "a", output: "right" } });
    expect(await staleOf(ctx, runId)).toEqual(["b", "c"]);
    await retryStep({ ctx, input: { runId, stepId: "b" } });
    await skipStep({ ctx, input: { runId, stepId: "c", output: "x".repeat(300_000) } });
    expect(await staleOf(ctx, runId)).toEqual([]);
    expect(await workAll(db, { runId })).toEqual(["b", "d"]);
    expect(await outputOf(ctx, runId, "b")).toBe("b(right)");
  });

  test("is refused for a run that was aborted", async () => {
    const { ctx, runId } = await diamond();
    const [a] = await claimReady(db, { runId });
    if (a) await finishStep(db, a, "wrong");
    await abortRun({ ctx, input: { runId } });
    expect(await codeOf(rerunStale({ ctx, input: { runId, includeOnce: true } }))).toBe("conflict");
    expect(await codeOf(retryStep({ ctx, input: { runId, stepId: "a" } }))).toBe("conflict");
  });
});
