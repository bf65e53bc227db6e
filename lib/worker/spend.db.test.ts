import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { newId } from "#lib/domain/ids.ts";
import { Policy } from "#lib/domain/policy.ts";
import type { Step } from "#lib/domain/step.ts";
import { changeRun } from "#lib/ledger/change-run.ts";
import { decideApproval, type Decision } from "#lib/ledger/decide-approval.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { defineTool } from "#lib/tools/contract.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 30_000, interval: 20 };

/** Calls that were really made, by run. */
const made = new Map<string, string[]>();
/** What calls of "gate" steps wait for, by run. */
const gates = new Map<string, Promise<void>>();
const base = {
  description: "",
  input: z.object({ cost: z.number().optional() }),
  output: z.object({}),
  sideEffect: "read" as const,
  timeoutSeconds: 10,
  typicalSeconds: 0.1,
  unavailable: () => null,
};
type Given = { cost?: number | undefined };
const does =
  (costs: boolean) =>
  async ({ cost }: Given, { runId, stepId }: { runId: string; stepId: string }) => {
    made.set(runId, [...(made.get(runId) ?? []), stepId]);
    if (stepId.startsWith("gate")) await gates.get(runId);
    const said = costs && cost !== undefined ? { costMicros: cost } : {};
    return { output: {}, summary: "Done.", ...said };
  };
const paid = defineTool({ ...base, name: "t.paid", title: "Paid search", costMicros: 100, run: does(true) });
const free = defineTool({
  ...base,
  name: "t.free",
  title: "Free look",
  costMicros: 0,
  local: true,
  run: does(false),
});
const vague = defineTool({ ...base, name: "t.vague", title: "Vague", costMicros: null, run: does(true) });
const list = defineTool({
  ...base,
  name: "t.list",
  title: "List",
  output: z.object({ items: z.array(z.number()) }),
  costMicros: 0,
  run: () => Promise.resolve({ output: { items: [1, 2, 3, 4] }, summary: "Done." }),
});
const stop = workerWithin(url, [paid, free, vague, list]);
afterAll(stop);

const ann = { kind: "user", userId: newId(), workspaceId: "", role: "owner", name: "Ann" } as const;

async function savePolicy(workspaceId: string, policy: z.input<typeof Policy>): Promise<void> {
  const number = 1 + (await db.policyVersion.count({ where: { workspaceId } }));
  const author = { kind: "api", name: "Test" };
  await db.policyVersion.create({
    data: { workspaceId, number, policy: Policy.parse(policy), author, summary: "" },
  });
}
const use = (id: string, tool = "t.paid", cost?: number, changes: Partial<Step> = {}): Step =>
  testStep(id, {
    tool,
    args: cost === undefined ? {} : { cost: { kind: "literal", value: cost } },
    ...changes,
  });
const chain = (steps: readonly Step[]) =>
  testGraph(
    steps,
    steps.slice(1).map((step, at) => `${steps[at]?.id}>${step.id}`),
  );
async function start(
  graph: ReturnType<typeof testGraph>,
  policy: z.input<typeof Policy>,
  workspace?: string,
): Promise<RunKey> {
  const workspaceId = workspace ?? (await seedWorkspace(db));
  if (workspace === undefined) await savePolicy(workspaceId, policy);
  const toolVersions = { "t.paid": "1", "t.free": "1", "t.vague": "1", "t.list": "1" };
  return seedRun(db, graph, { workspaceId, toolVersions });
}
const view = async (run: RunKey, id: string) => (await stepViews(db, run, [id]))[0];
const settles = (run: RunKey, id: string, expected: object) =>
  expect.poll(() => view(run, id), WAIT).toMatchObject(expected);
const runIs = (run: RunKey, expected: object) =>
  expect.poll(() => db.run.findFirst({ where: { id: run.runId } }), WAIT).toMatchObject(expected);
const asks = (run: RunKey) =>
  expect.poll(() => db.approval.count({ where: { runId: run.runId, status: "pending" } }), WAIT).toBe(1);
const request = async (run: RunKey) => {
  await asks(run);
  return db.approval.findFirstOrThrow({ where: { runId: run.runId, status: "pending" } });
};
const decide = async (run: RunKey, decision: Decision) => {
  const { id } = await request(run);
  return changeRun(db, run, (open) => decideApproval(open, id, decision, ann));
};
const waits = { status: "waiting", waitingFor: "spend" };

test("without a cap nothing is held, totalled or looked for", async () => {
  const run = await start(chain([use("a"), use("b", "t.vague", 7)]), { otherwise: { once: "allow" } });
  await runIs(run, { status: "succeeded" });
  const { workspaceId } = run;
  expect(await db.spendHold.count({ where: { workspaceId } })).toBe(0);
  expect(await db.spendTotal.count({ where: { workspaceId } })).toBe(0);
});

test("at a run's cap the step waits, holding nothing, says which cap, and goes on when it is raised for the run", async () => {
  const caps = { run: { micros: 250 } };
  const run = await start(chain([use("a"), use("b"), use("c"), use("d", "t.free")]), { caps });
  await settles(run, "c", {
    ...waits,
    error: {
      code: "spend_cap",
      message:
        "This run may take $0.00025. Spent or held so far: $0.0002; Paid search may take $0.0001 more.",
    },
  });
  await runIs(run, {
    status: "needs_attention",
    reason:
      "Stopped: spend cap. This run may take $0.00025. Spent or held so far: $0.0002; Paid search may take $0.0001 more.",
  });
  expect(await db.stepRun.findFirst({ where: { runId: run.runId, stepId: "c" } })).toMatchObject({
    lockedBy: null,
    leaseUntil: null,
  });
  expect(made.get(run.runId)).toEqual(["a", "b"]);
  expect((await request(run)).request).toMatchObject({
    kind: "spend",
    what: "Paid search",
    stop: {
      why: "cap",
      scope: "run",
      quantity: "micros",
      cap: 250,
      counted: 200,
      needs: 100,
      passing: false,
    },
  });
  expect(await decide(run, { kind: "approve", args: { to: 300 }, allow: null })).toBe("applied");
  await runIs(run, { status: "succeeded", reason: null });
  expect(made.get(run.runId)).toEqual(["a", "b", "c", "d"]);
});

test("a new policy with a higher cap lets it go on by itself, and the request is void", async () => {
  const run = await start(chain([use("a"), use("b")]), { caps: { step: { calls: 0 } } });
  await settles(run, "a", waits);
  const { id } = await request(run);
  await savePolicy(run.workspaceId, { caps: { step: { calls: 1 } } });
  await runIs(run, { status: "succeeded" });
  await expect.poll(() => db.approval.findFirst({ where: { id } }), WAIT).toMatchObject({ status: "void" });
});

test("a refused raise fails the step; retried, it asks again", async () => {
  const run = await start(chain([use("a")]), { caps: { run: { micros: 50 } } });
  await settles(run, "a", waits);
  await decide(run, { kind: "refuse", reason: "Too dear." });
  await settles(run, "a", { status: "failed", error: { code: "refused" } });
});

test("calls side by side hold what they may take; who finds no room waits for the others without asking anybody", async () => {
  const run = { ...(await seed()), go: Promise.withResolvers<void>() };
  async function seed() {
    const workspaceId = await seedWorkspace(db);
    await savePolicy(workspaceId, { caps: { run: { micros: 150 } } });
    return { workspaceId };
  }
  const graph = testGraph([use("gate1", "t.paid", 20), use("gate2", "t.paid", 20)]);
  const key = await seedRun(db, graph, { workspaceId: run.workspaceId, toolVersions: { "t.paid": "1" } });
  gates.set(key.runId, run.go.promise);
  const states = async () =>
    (await stepViews(db, key, ["gate1", "gate2"])).map(({ status }) => status).toSorted();
  await expect.poll(states, WAIT).toEqual(["running", "waiting"]);
  expect(await db.approval.count({ where: { runId: key.runId } })).toBe(0);
  run.go.resolve();
  await runIs(key, { status: "succeeded" });
  expect(await db.approval.count({ where: { runId: key.runId } })).toBe(0);
  await expect
    .poll(
      () => db.spendTotal.findFirst({ where: { workspaceId: run.workspaceId, scope: `run:${key.runId}` } }),
      WAIT,
    )
    .toMatchObject({ micros: 40n, calls: 2n });
});

test("caps of a day hold over runs; those of a member over the runs that the member started", async () => {
  const workspaceId = await seedWorkspace(db);
  await savePolicy(workspaceId, { caps: { day: { calls: 3 } } });
  const one = await start(chain([use("a"), use("b")]), {}, workspaceId);
  await runIs(one, { status: "succeeded" });
  const two = await start(chain([use("a"), use("b")]), {}, workspaceId);
  await settles(two, "b", {
    ...waits,
    error: {
      message:
        "All runs of the workspace may take, on one day (UTC), 3 calls. Spent or held so far: 3 calls; Paid search may take 1 call more.",
    },
  });
  // Nobody can raise a day's cap for a run.
  expect(await db.approval.count({ where: { runId: two.runId } })).toBe(0);
  await savePolicy(workspaceId, { caps: { memberDay: { calls: 2 } } });
  await runIs(two, { status: "succeeded" });
});

test("a call of unknown price asks under a money cap, saying so, and holds all that is left when it is approved", async () => {
  const run = await start(chain([use("a", "t.vague", 30), use("b")]), { caps: { run: { micros: 150 } } });
  await settles(run, "a", { status: "waiting", waitingFor: "approval" });
  expect((await request(run)).request).toMatchObject({
    kind: "call",
    tool: "t.vague",
    findings: [{ rule: "unknown_price" }],
  });
  await decide(run, { kind: "approve", args: null, allow: null });
  await runIs(run, { status: "succeeded" });
  const other = await start(chain([use("a", "t.vague")]), { caps: { run: { calls: 10 } } });
  await runIs(other, { status: "succeeded" });
});

test("a tool that takes more than it says is held at that from then on", async () => {
  const workspaceId = await seedWorkspace(db);
  await savePolicy(workspaceId, { caps: { run: { micros: 500 } } });
  const one = await start(chain([use("a", "t.paid", 700)]), {}, workspaceId);
  await runIs(one, { status: "succeeded" });
  await expect
    .poll(() => db.dearerTool.findMany({ where: { workspaceId } }), WAIT)
    .toMatchObject([{ micros: 700n }]);
  const two = await start(chain([use("a")]), {}, workspaceId);
  await settles(two, "a", {
    ...waits,
    error: {
      message: "This run may take $0.0005. Spent or held so far: $0.00; Paid search may take $0.0007 more.",
    },
  });
});

test("what several calls keep silent about that are under way together is above the cap, and no call is made after them", async () => {
  const workspaceId = await seedWorkspace(db);
  await savePolicy(workspaceId, { caps: { run: { micros: 250 } } });
  const go = Promise.withResolvers<void>();
  const steps = [use("gate1", "t.paid", 700), use("gate2", "t.paid", 700), use("c")];
  const run = await seedRun(db, testGraph(steps, ["gate1>c", "gate2>c"]), {
    workspaceId,
    toolVersions: { "t.paid": "1" },
  });
  gates.set(run.runId, go.promise);
  const begun = () => db.toolCall.count({ where: { runId: run.runId, status: "started" } });
  await expect.poll(begun, WAIT).toBe(2);
  go.resolve();
  await settles(run, "c", waits);
  const total = () => db.spendTotal.findFirst({ where: { workspaceId, scope: `run:${run.runId}` } });
  await expect.poll(total, WAIT).toMatchObject({ micros: 1_400n, calls: 2n });
});

test("items of a map count for the map's step together", async () => {
  const map = use("m", "t.paid", undefined, { kind: "map", each: { ref: "list", path: ["items"] } });
  const graph = testGraph([use("list", "t.list"), map], ["list>m"]);
  const run = await start(graph, { caps: { step: { micros: 250 } } });
  const states = async () =>
    (await stepViews(db, run, ["m.0", "m.1", "m.2", "m.3"])).map(({ status }) => status).toSorted();
  await expect.poll(states, WAIT).toEqual(["succeeded", "succeeded", "waiting", "waiting"]);
  // Each item that waits asks, not at the same moment.
  const asked = () => db.approval.findFirst({ where: { runId: run.runId, status: "pending" } });
  await expect
    .poll(async () => (await asked())?.request, WAIT)
    .toMatchObject({ stop: { scope: "step", cap: 250 } });
});

test("time that is left is what a call gets, and local calls count too", async () => {
  const run = await start(chain([use("a", "t.free"), use("b", "t.free")]), {
    caps: { run: { calls: 1, seconds: 20 } },
  });
  await settles(run, "b", waits);
  const [hold] = await db.spendHold.findMany({ where: { runId: run.runId } });
  expect(hold?.calls).toBe(1n);
});
