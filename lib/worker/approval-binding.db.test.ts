import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { DEFAULT_POLICY } from "#lib/domain/policy.ts";
import type { Step } from "#lib/domain/step.ts";
import { changeRun } from "#lib/ledger/change-run.ts";
import { decideApproval } from "#lib/ledger/decide-approval.ts";
import { holdStep } from "#lib/ledger/hold-step.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { rebaseRun } from "#lib/ledger/rebase-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimOf } from "#lib/testing/drive-run.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { sendTool } from "#lib/testing/send-tool.ts";
import { gateOf } from "./gate.ts";

const { prisma: db } = await testDb();

const send = sendTool();

const sending = (changes: object = {}) =>
  testStep("send", { tool: "t.send", args: { to: { kind: "literal", value: "Bob" } }, ...changes });

const ann = { kind: "user", userId: newId(), workspaceId: "", role: "owner", name: "Ann" } as const;
const yes = { kind: "approve", args: null, allow: null } as const;

/** Moves a run to a plan of these two steps. */
const move = (run: RunKey, steps: [Step, Step]) =>
  changeRun(db, run, (open) =>
    rebaseRun(open, {
      graph: testGraph(steps, ["send>after"]),
      author: { kind: "api", name: "Test" },
      summary: "",
      toolVersions: {},
    }),
  );

/** A run whose step asks before it sends, claimed, with the gate that its call goes through. */
async function asking() {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph([sending(), testStep("after")], ["send>after"]);
  const run = await seedRun(db, graph, { workspaceId, toolVersions: { "t.send": "1" } });
  const [token] = await claimOf(db, run.runId);
  if (!token) throw new Error("Nothing was claimed.");
  const gate = gateOf(token, {
    db,
    policy: () => Promise.resolve(DEFAULT_POLICY),
    manifest: null,
    tools: new Map([["t.send", send]]),
    ownSecrets: () => Promise.resolve([]),
  });
  const call = (changes: { step?: object; args?: JsonObject; toolVersion?: string } = {}) => {
    const { step = {}, args = { to: "Bob" }, toolVersion = "1" } = changes;
    return gate({
      workspaceId,
      runId: run.runId,
      step: sending(step),
      item: null,
      goal: null,
      missing: [],
      recorded: { call: 0, tool: "t.send", toolVersion, sideEffect: "once", args },
      tool: send,
      parsed: args,
      origins: [],
    });
  };
  return { run, token, call };
}

test("an approval is for the step's definition, the literal arguments and the tool's version; any other asks anew", async () => {
  const { run, token, call } = await asking();
  const asked = await call();
  if (asked.kind !== "hold") throw new Error("It does not ask.");
  await holdStep(db, token, asked.approval, []);
  const { id } = await db.approval.findFirstOrThrow({ where: { runId: run.runId } });
  expect(await changeRun(db, run, (open) => decideApproval(open, id, yes, ann))).toBe("applied");

  expect(await call()).toMatchObject({ kind: "go" });
  expect(await call({ step: { instruction: "Be quick." } })).toMatchObject({ kind: "hold" });
  expect(await call({ step: { timeoutSeconds: 31 } })).toMatchObject({ kind: "hold" });
  expect(await call({ args: { to: "Eve" } })).toMatchObject({ kind: "hold" });
  expect(await call({ toolVersion: "2" })).toMatchObject({ kind: "hold" });
  // What else becomes of the plan is not what was approved.
  await move(run, [sending(), testStep("after", { title: "Otherwise" })]);
  expect(await call()).toMatchObject({ kind: "go" });
});

test("a request that waits outlives edits of other steps, and is void once its own step is another one", async () => {
  for (const [step, decided] of [
    [{}, "applied"],
    [{ instruction: "Be quick." }, "void"],
  ] as const) {
    const { run, token, call } = await asking();
    const asked = await call();
    if (asked.kind !== "hold") throw new Error("It does not ask.");
    await holdStep(db, token, asked.approval, []);
    await move(run, [sending(step), testStep("after", { title: "Otherwise" })]);
    const { id } = await db.approval.findFirstOrThrow({ where: { runId: run.runId } });
    expect(await changeRun(db, run, (open) => decideApproval(open, id, yes, ann))).toBe(decided);
  }
});
