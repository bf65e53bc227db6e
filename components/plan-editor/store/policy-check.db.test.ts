import { expect, test } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { Policy } from "#lib/domain/policy.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { getPolicyInForce } from "#lib/services/get-policy-in-force.ts";
import { listSecretNames } from "#lib/services/list-secret-names.ts";
import { listTools } from "#lib/services/list-tools.ts";
import { savePolicy } from "#lib/services/save-policy.ts";
import { startRun } from "#lib/services/start-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { searchStep } from "#lib/testing/drive-run.ts";
import { Clock } from "#lib/testing/editor-world.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { createEditorStore } from "./editor-store.ts";
import * as checks from "./plan-checks.ts";

const { prisma: db } = await testDb();

const literal = (value: string) => ({ kind: "literal" as const, value });
const graph = testGraph(
  [
    searchStep("a", { args: {} }),
    testStep("b", {
      title: "Gather gossip",
      tool: "http.request",
      args: {
        method: literal("POST"),
        url: literal("https://hooks.example/x"),
        secret: literal("Shop key"),
      },
      fallbacks: [{ tool: "web.fetch", args: { url: literal("https://gossip.example/") } }],
    }),
    searchStep("c", { instruction: "mail ada@example.com" }),
    testStep("d", { tool: "wait.until", args: { tool: literal("web.fetch"), condition: literal("true") } }),
  ],
  ["a>b", "b>c", "c>d"],
);
const policy = Policy.parse({
  tools: [{ tools: "http.*", permission: "deny", when: 'args.method == "POST"' }],
  domains: { publicRead: false },
  limits: { steps: 2 },
  prohibited: { terms: ["gossip"] },
  personalData: { kinds: ["email"], answer: "block" },
});

test("the editor finds in a plan exactly what a run's start refuses, and at the same places", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const planId = await seedPlan(db, workspaceId, graph);
  await savePolicy({ ctx, input: { from: 0, policy } });
  const clock = new Clock();
  const store = createEditorStore({
    checks,
    plan: await getPlan({ ctx, input: { planId } }),
    tools: await listTools({ ctx, input: {} }),
    policy: await getPolicyInForce({ ctx, input: {} }),
    save: () => Promise.reject(new Error("nothing is edited")),
    schedule: clock.schedule,
    storage: null,
  });
  store.knowSecrets(await listSecretNames({ ctx, input: {} }));
  await new Promise<void>((resolve) => {
    store.subscribe(() => store.getState().findings.some(({ rule }) => rule === "prohibited") && resolve());
    void clock.pass(0);
  });
  const errors = store.getState().findings.filter(({ severity }) => severity === "error");
  expect([...new Set(errors.map(({ rule }) => rule))]).toEqual(
    expect.arrayContaining([
      "too_many_steps",
      "tool_denied",
      "unknown_secret",
      "missing_argument",
      "domain_denied",
      "prohibited",
      "personal_data",
    ]) as unknown,
  );
  const refused: unknown = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: "k" } }).catch(
    (error: unknown) => error,
  );
  expect(refused instanceof DomainError && refused.issues).toEqual(
    errors.map(({ stepId, field, message }) => ({
      path: [...(stepId ? ["steps", stepId] : []), ...(field ? field.split(".") : [])],
      message,
    })),
  );
});

test("which steps ask follows each edit, and a step of which that stays the same keeps its object", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const post = { url: literal("https://hooks.example/x"), method: literal("POST") };
  const calls = testGraph(
    [
      testStep("a", { tool: "http.request", args: post }),
      testStep("b", { tool: "http.request", args: post }),
    ],
    ["a>b"],
  );
  const planId = await seedPlan(db, workspaceId, calls);
  const clock = new Clock();
  const store = createEditorStore({
    checks,
    plan: await getPlan({ ctx, input: { planId } }),
    tools: await listTools({ ctx, input: {} }),
    policy: Policy.parse({ domains: { hosts: ["hooks.example"] } }),
    save: () => Promise.reject(new Error("nothing is saved")),
    schedule: clock.schedule,
    storage: null,
  });
  /** The next time that a check has said which steps ask, after so long. */
  const asksAfter = (milliseconds: number, before = store.getState().asks) =>
    new Promise<typeof before>((resolve) => {
      const stop = store.subscribe(() => {
        const { asks } = store.getState();
        if (asks === before) return;
        stop();
        resolve(asks);
      });
      void clock.pass(milliseconds);
    });
  const keep = store.subscribe(() => undefined);
  const first = await asksAfter(0);
  const why = ["Call an HTTP API asks before it is used, by default."];
  expect(first).toEqual({ a: { certain: true, why }, b: { certain: true, why } });

  const args = { ...post, method: literal("GET") };
  expect(store.edit([{ op: "update", stepId: "a", changes: { args } }])).toEqual({ ok: true });
  const second = await asksAfter(200);
  expect(second).toEqual({ b: { certain: true, why } });
  expect(second["b"]).toBe(first["b"]);

  store.holdTo(Policy.parse({ otherwise: { once: "allow" }, domains: { hosts: ["hooks.example"] } }));
  expect(await asksAfter(0)).toEqual({});
  keep();
});
