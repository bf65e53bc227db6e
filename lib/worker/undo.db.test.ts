import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Json } from "#lib/domain/json.ts";
import { applyRunEvent } from "#lib/domain/reduce-events.ts";
import type { Step } from "#lib/domain/step.ts";
import { readEvents } from "#lib/events/read.ts";
import { abortRun } from "#lib/services/abort-run.ts";
import { approveUndo } from "#lib/services/approve-undo.ts";
import { declineUndo } from "#lib/services/decline-undo.ts";
import { getRun } from "#lib/services/get-run.ts";
import { getStepRun } from "#lib/services/get-step-run.ts";
import { pauseRun } from "#lib/services/pause-run.ts";
import { retryStep } from "#lib/services/retry-step.ts";
import { codeOf } from "#lib/testing/drive-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { allowEverything, seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { defineTool, ToolError } from "#lib/tools/contract.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 30_000, interval: 20 };

/** What was really done outside, in order. */
const done: string[] = [];
/** Steps whose undoing fails for as long as they are here. */
const broken = new Set<string>();
const schema = z.object({ to: z.string() });
const base = {
  description: "",
  timeoutSeconds: 10,
  typicalSeconds: 0.1,
  costMicros: 0,
  unavailable: () => null,
};
const send = defineTool({
  ...base,
  name: "t.send",
  title: "Send",
  input: schema,
  output: z.object({ receipt: z.string() }),
  sideEffect: "once",
  undo: (args, output) =>
    args.to === "nobody"
      ? null
      : {
          tool: "t.recall",
          args: { receipt: output.receipt },
          says: `Recalls what was sent to ${args.to}.`,
        },
  run: ({ to }) => {
    done.push(`send ${to}`);
    return Promise.resolve({ output: { receipt: `receipt of ${to}` }, summary: "Sent" });
  },
});
const recall = defineTool({
  ...base,
  name: "t.recall",
  title: "Recall",
  input: z.object({ receipt: z.string() }),
  output: z.object({}),
  sideEffect: "once",
  run: ({ receipt }) => {
    if (broken.has(receipt)) throw new ToolError("busy", "The mail server is busy.");
    done.push(`recall ${receipt}`);
    return Promise.resolve({ output: {}, summary: "Recalled" });
  },
});
/** Works until it is told to stop. */
const hold = defineTool({
  ...base,
  name: "t.hold",
  title: "Hold",
  input: z.object({}),
  output: z.object({}),
  sideEffect: "read",
  run: (_args, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new ToolError("stopped", "Stopped.")), { once: true });
    }),
});
let stop = async () => {};
beforeAll(() => {
  stop = workerWithin(url, [send, recall, hold]);
});
afterAll(() => stop());

// A run pins all tools there are.
const toolVersions = { "t.send": "1", "t.hold": "1", "t.recall": "1" };
const mail = (id: string, to: Json = id): Step =>
  testStep(id, { tool: "t.send", args: { to: { kind: "literal", value: to } } });

/** A run that has sent mail to first, second and third, in this order, to nobody besides, and was then aborted. */
async function aborted() {
  const { ctx, workspaceId } = await newMember(db);
  await allowEverything(db, workspaceId);
  const graph = testGraph(
    [
      mail("first"),
      mail("second"),
      mail("third"),
      mail("quiet", "nobody"),
      testStep("last", { tool: "t.hold" }),
    ],
    ["first>second", "second>third", "third>quiet", "quiet>last"],
  );
  const { runId } = await seedRun(db, graph, { workspaceId, toolVersions });
  const view = () => getRun({ ctx, input: { runId } });
  await expect
    .poll(async () => (await view()).steps.find((step) => step.stepId === "last")?.status, WAIT)
    .toBe("running");
  await abortRun({ ctx, input: { runId } });
  const undos = async () => (await view()).steps.filter((step) => step.undoes !== null);
  await expect.poll(async () => (await undos()).length, WAIT).toBe(3);
  const statusOf = async (stepId: string) => (await undos()).find((step) => step.stepId === stepId)?.status;
  return { ctx, workspaceId, runId, view, undos, statusOf };
}

describe("what an aborted run did outside", () => {
  test("is offered to be undone, the last first, with the arguments that its tool says", async () => {
    const { ctx, runId, view, undos } = await aborted();
    expect(
      (await undos()).map(({ stepId, status, waitingFor, tool, undoes }) => [
        stepId,
        status,
        waitingFor,
        tool,
        undoes?.stepId,
        undoes?.says,
      ]),
    ).toEqual([
      ["undo-1", "waiting", "approval", "t.recall", "third", "Recalls what was sent to third."],
      ["undo-2", "waiting", "approval", "t.recall", "second", "Recalls what was sent to second."],
      ["undo-3", "waiting", "approval", "t.recall", "first", "Recalls what was sent to first."],
    ]);
    const { input } = await getStepRun({ ctx, input: { runId, stepId: "undo-2" } });
    expect(input).toEqual({ receipt: "receipt of second" });
    expect(await view()).toMatchObject({ status: "aborted", stepsTotal: 5, stepsDone: 4 });
  });

  test("is undone one after the other, each only when a person says so, while the run stays aborted", async () => {
    const { ctx, workspaceId, runId, view, undos, statusOf } = await aborted();
    const before = await view();
    const decide = (verb: typeof approveUndo, stepId: string) =>
      codeOf(verb({ ctx, input: { runId, stepId } }));
    done.length = 0;
    expect(await decide(approveUndo, "undo-2")).toBe("conflict");
    expect(await decide(approveUndo, "first")).toBe("not_found");
    const viewer = { ...ctx, actor: { ...ctx.actor, role: "viewer" } } as typeof ctx;
    expect(await codeOf(approveUndo({ ctx: viewer, input: { runId, stepId: "undo-1" } }))).toBe("forbidden");

    expect(await decide(approveUndo, "undo-1")).toBe("ok");
    expect(await decide(approveUndo, "undo-1")).toBe("ok");
    expect(await decide(declineUndo, "undo-1")).toBe("conflict");
    await expect.poll(() => statusOf("undo-1"), WAIT).toBe("succeeded");
    expect(done).toEqual(["recall receipt of third"]);
    expect(await decide(declineUndo, "undo-2")).toBe("ok");
    expect(await decide(declineUndo, "undo-2")).toBe("ok");
    const input = { runId, stepId: "undo-3", idempotencyKey: "k" };
    await Promise.all(Array.from({ length: 50 }, () => approveUndo({ ctx, input })));
    await expect.poll(() => statusOf("undo-3"), WAIT).toBe("succeeded");
    expect(done).toEqual(["recall receipt of third", "recall receipt of first"]);
    expect((await undos()).map(({ status, skipCause }) => [status, skipCause])).toEqual([
      ["succeeded", null],
      ["skipped", "declined"],
      ["succeeded", null],
    ]);
    const after = await view();
    expect(after.status).toBe("aborted");
    expect(await codeOf(pauseRun({ ctx, input: { runId } }))).toBe("conflict");

    const events = await readEvents(db, workspaceId, { [`run:${runId}`]: before.seq });
    const reduced = events.reduce<typeof before>((run, event) => {
      const next = applyRunEvent(run, event);
      if (next === "gap") throw new Error("a gap");
      return next;
    }, before);
    expect(reduced).toEqual(after);
  });

  test("is tried again when undoing failed, or left; a later one waits for that", async () => {
    const { ctx, runId, statusOf } = await aborted();
    broken.add("receipt of third");
    await approveUndo({ ctx, input: { runId, stepId: "undo-1" } });
    await expect.poll(() => statusOf("undo-1"), WAIT).toBe("failed");
    expect(await codeOf(approveUndo({ ctx, input: { runId, stepId: "undo-2" } }))).toBe("conflict");
    broken.clear();
    expect(await codeOf(retryStep({ ctx, input: { runId, stepId: "last" } }))).toBe("conflict");
    await retryStep({ ctx, input: { runId, stepId: "undo-1" } });
    await expect.poll(() => statusOf("undo-1"), WAIT).toBe("succeeded");
    expect(await codeOf(approveUndo({ ctx, input: { runId, stepId: "undo-2" } }))).toBe("ok");
  });
});
