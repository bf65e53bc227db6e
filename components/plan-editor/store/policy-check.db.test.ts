import { expect, test } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { Policy } from "#lib/domain/policy.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { getPolicyInForce } from "#lib/services/get-policy-in-force.ts";
import { listTools } from "#lib/services/list-tools.ts";
import { savePolicy } from "#lib/services/save-policy.ts";
import { startRun } from "#lib/services/start-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { searchStep } from "#lib/testing/drive-run.ts";
import { Clock } from "#lib/testing/editor-world.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { createEditorStore } from "./editor-store.ts";

const { prisma: db } = await testDb();

const literal = (value: string) => ({ kind: "literal" as const, value });
const graph = testGraph(
  [
    searchStep("a", { args: {} }),
    testStep("b", {
      title: "Gather gossip",
      tool: "http.request",
      args: { method: literal("POST"), url: literal("https://hooks.example/x") },
      fallbacks: [{ tool: "web.fetch", args: { url: literal("https://gossip.example/") } }],
    }),
    searchStep("c", { instruction: "mail ada@example.com" }),
  ],
  ["a>b", "b>c"],
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
    plan: await getPlan({ ctx, input: { planId } }),
    tools: await listTools({ ctx, input: {} }),
    policy: await getPolicyInForce({ ctx, input: {} }),
    save: () => Promise.reject(new Error("nothing is edited")),
    schedule: clock.schedule,
    storage: null,
  });
  await new Promise<void>((resolve) => {
    store.subscribe(() => store.getState().findings.some(({ rule }) => rule === "prohibited") && resolve());
    void clock.pass(0);
  });
  const errors = store.getState().findings.filter(({ severity }) => severity === "error");
  expect([...new Set(errors.map(({ rule }) => rule))]).toEqual(
    expect.arrayContaining([
      "too_many_steps",
      "tool_denied",
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
