import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { Policy } from "#lib/domain/policy.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { testDb } from "#lib/testing/database.ts";
import { addMember } from "#lib/testing/members.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { sendTool } from "#lib/testing/send-tool.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, url } = await testDb();
const PROGRAM = path.resolve(import.meta.dirname, "../testing/approving-program.ts");
const WAIT = { timeout: 60_000, interval: 50 };

const sent: string[] = [];
const send = sendTool(sent);
afterAll(workerWithin(url, [send]));

test("a thousand approvals of one request, by four members from four processes, forty at any moment, make one call", async () => {
  const workspaceId = await seedWorkspace(db);
  const author = { kind: "api", name: "Test" };
  const policy = Policy.parse({});
  await db.policyVersion.create({ data: { workspaceId, number: 2, policy, author, summary: "" } });
  const step = testStep("send", { tool: "t.send", args: { to: { kind: "literal", value: "Bob" } } });
  const run = await seedRun(db, testGraph([step]), { workspaceId, toolVersions: { "t.send": "1" } });
  const view = async () => (await stepViews(db, run, ["send"]))[0];
  await expect.poll(view, WAIT).toMatchObject({ waitingFor: "approval" });
  const { id } = await db.approval.findFirstOrThrow({ where: { runId: run.runId } });
  const names = ["Ann", "Ben", "Cem", "Dea"];
  const members = await Promise.all(names.map((name) => addMember(db, workspaceId, name, "editor")));
  const ends = await Promise.all(
    members.map(({ actor }) =>
      promisify(execFile)(process.execPath, [PROGRAM, url, id, "250", JSON.stringify(actor)]),
    ),
  );
  expect(ends.map(({ stdout }) => JSON.parse(stdout) as unknown)).toEqual(
    names.map(() => ({ decided: 250 })),
  );
  await expect.poll(view, WAIT).toMatchObject({ status: "succeeded" });
  expect(sent).toEqual(["Bob"]);
  expect(await db.approvalVote.count({ where: { approvalId: id } })).toBe(1);
  expect(await db.toolCall.count({ where: { runId: run.runId } })).toBe(1);
}, 240_000);
