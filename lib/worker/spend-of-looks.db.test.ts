import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { Policy } from "#lib/domain/policy.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { waitUntil } from "#lib/tools/builtin/wait-until.ts";
import { defineTool } from "#lib/tools/contract.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 30_000, interval: 20 };

let looks = 0;
const dear = defineTool({
  name: "t.dear",
  title: "Dear look",
  description: "",
  input: z.object({}),
  output: z.object({ n: z.number() }),
  sideEffect: "read",
  timeoutSeconds: 10,
  typicalSeconds: 0.1,
  costMicros: 40,
  unavailable: () => null,
  run: () => Promise.resolve({ output: { n: ++looks }, summary: "Looked.", costMicros: 40 }),
});
const stop = workerWithin(url, [waitUntil, dear]);
afterAll(stop);

const view = async (run: RunKey) => (await stepViews(db, run, ["a"]))[0];
const settles = (run: RunKey, expected: object) => expect.poll(() => view(run), WAIT).toMatchObject(expected);
const spent = ({ runId }: RunKey) =>
  expect.poll(() => db.spendTotal.findFirst({ where: { scope: `run:${runId}` } }), WAIT);

test("each look of a step that waits is held at its price and counted at once, so that it stops at the cap", async () => {
  const workspaceId = await seedWorkspace(db);
  const author = { kind: "api", name: "Test" };
  const policy = Policy.parse({ caps: { run: { micros: 100 } } });
  await db.policyVersion.create({ data: { workspaceId, number: 2, policy, author, summary: "" } });
  const args = { tool: "t.dear", condition: "output.n > 1000", everySeconds: 3_600 };
  const given = Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, { kind: "literal" as const, value }]),
  );
  const run = await seedRun(db, testGraph([testStep("a", { tool: "wait.until", args: given })]), {
    workspaceId,
    toolVersions: { "wait.until": "1", "t.dear": "1" },
  });
  for (const attempt of [1, 2]) {
    // Nobody is asked: its price is known.
    await settles(run, { status: "waiting", waitingFor: "timer", attempt, costMicros: 40 * attempt });
    await spent(run).toMatchObject({ micros: BigInt(40 * attempt), calls: BigInt(attempt) });
    await db.$executeRaw`
      update step_runs set ready_at = clock_timestamp(), wake_at = clock_timestamp()
      where run_id = ${run.runId} and waiting_for = 'timer'`;
  }
  await settles(run, {
    status: "waiting",
    waitingFor: "spend",
    error: {
      message: "This run may take $0.0001. Spent or held so far: $0.00008; Wait may take $0.00004 more.",
    },
  });
  expect(looks).toBe(2);
});
