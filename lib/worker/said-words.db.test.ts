import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { Policy } from "#lib/domain/policy.ts";
import type { Step } from "#lib/domain/step.ts";
import { describeRun } from "#lib/planner/replan/describe-run.ts";
import type { ReplanRequest } from "#lib/planner/replan/replan-request.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { saveSecret } from "#lib/services/save-secret.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { tablesWith } from "#lib/testing/tables-with.ts";
import { defineTool, ToolError, UnknownOutcome } from "#lib/tools/contract.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, pool, url } = await testDb();
const WAIT = { timeout: 30_000, interval: 20 };
const OWN = "Heron-Vault-2231-Quay";
const FOREIGN = `glpat-${"aB3".repeat(8)}`;
/** What must not be kept of what a tool says. */
const HIDDEN = [OWN, "heron-vault", FOREIGN, "ann@example.org", "miracle"];
const SAYS = `It says ${FOREIGN}, ${OWN.toUpperCase()}, ann@example.org and miracle. ${"And so on. ".repeat(400)}`;

const base = {
  description: "",
  input: z.object({}),
  output: z.object({ text: z.string() }),
  timeoutSeconds: 10,
  typicalSeconds: 0.1,
  costMicros: 0,
  unavailable: () => null,
};
const fails = defineTool({
  ...base,
  name: "t.fails",
  title: "Ask a server",
  sideEffect: "read",
  outside: true,
  run: () => Promise.reject(new ToolError("refused", SAYS)),
});
const local = defineTool({ ...fails, name: "t.local", local: true });
const does = defineTool({
  ...base,
  name: "t.does",
  title: "Do it",
  sideEffect: "read",
  run: () => Promise.resolve({ output: { text: "done" }, summary: SAYS }),
});
const lost = defineTool({
  ...base,
  name: "t.lost",
  title: "Send it",
  sideEffect: "once",
  run: () => Promise.reject(new UnknownOutcome(SAYS, { cause: null })),
});
const waits = defineTool({
  ...base,
  name: "t.waits",
  title: "Wait",
  sideEffect: "read",
  waits: true,
  run: () =>
    Promise.resolve({
      park: { kind: "until" as const, at: "2999-01-01T00:00:00.000Z" },
      state: null,
      says: SAYS,
    }),
});
let stop: () => Promise<void>;
beforeAll(() => {
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
  stop = workerWithin(url, [fails, local, does, lost, waits]);
});
afterAll(async () => {
  await stop();
  vi.unstubAllEnvs();
});

/** Carries out a step in a workspace that hides, or would stop for, all of this. */
async function carryOut(changes: Partial<Step>) {
  const { ctx, workspaceId } = await newMember(db);
  await saveSecret({ ctx, input: { id: null, name: "Vault", value: OWN, hosts: ["vault.example"] } });
  const policy = Policy.parse({
    otherwise: { once: "allow" },
    secrets: "block",
    personalData: { kinds: ["email"], answer: "block" },
    prohibited: { terms: ["miracle"], answer: "mask" },
  });
  const author = { kind: "api", name: "Test" };
  await db.policyVersion.create({ data: { workspaceId, number: 1, policy, author, summary: "" } });
  const toolVersions = Object.fromEntries(
    ["fails", "local", "does", "lost", "waits"].map((t) => [`t.${t}`, "1"]),
  );
  const run = await seedRun(db, testGraph([testStep("step", changes)]), { workspaceId, toolVersions });
  const view = async () => (await stepViews(db, run, ["step"]))[0];
  await expect.poll(async () => (await view())?.status, WAIT).toMatch(/failed|succeeded|waiting/);
  return view();
}

/** Neither step, attempt, call nor event has it; the secret itself is kept encrypted. */
async function expectHidden(): Promise<void> {
  for (const part of HIDDEN) {
    const tables = await tablesWith(pool, part);
    // The policy itself names the word.
    expect(
      tables.filter((table) => !table.includes("policy_versions")),
      part,
    ).toEqual([]);
  }
}

test.each(["t.fails", "t.local"])(
  "why %s failed is told without what must not be told, and cut",
  async (tool) => {
    const view = await carryOut({ tool, fallbacks: [] });
    expect(view).toMatchObject({ status: "failed", error: { code: "refused", outside: true } });
    const { message = "" } = view?.error ?? {};
    expect(message).toContain("[GitLab token], [secret of this workspace], [e-mail address] and [removed].");
    expect(message.length).toBeLessThan(2_100);
    await expectHidden();
    // What a planner is told for a replan is that, and that it is a stranger's.
    const request = {
      graph: testGraph([]),
      tools: [],
      goal: null,
      note: "",
      question: null,
      today: "2026-11-30",
      slow: null,
      steps: [view],
      events: [],
      cause: { kind: "failure", steps: [] },
    } as unknown as ReplanRequest;
    const told = describeRun(request);
    expect(told).toContain('"errorQuotesWhatSomebodyOutsideWrote":true');
    for (const part of HIDDEN) expect(told).not.toContain(part);
  },
);

test("what came out, as the tool puts it, and the note about the tool before it are told in the same way", async () => {
  const view = await carryOut({ tool: "t.fails", fallbacks: [{ tool: "t.does", args: {} }] });
  expect(view).toMatchObject({ status: "succeeded" });
  expect(view?.summary).toContain("[GitLab token], [secret of this workspace]");
  expect(view?.notes.join("\n")).toContain("[e-mail address] and [removed]");
  await expectHidden();
});

test.each(["t.lost", "t.waits"])(
  "what %s says while its step waits is told in the same way",
  async (tool) => {
    const view = await carryOut({ tool });
    expect(view).toMatchObject({ status: "waiting" });
    await expectHidden();
  },
);
