import { expect, test } from "vitest";
import type { Role } from "#lib/domain/actor.ts";
import type { ApprovalTerms } from "#lib/domain/approval.ts";
import { newId } from "#lib/domain/ids.ts";
import { DEFAULT_APPROVAL } from "#lib/domain/policy.ts";
import { holdStep } from "#lib/ledger/hold-step.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimOf } from "#lib/testing/drive-run.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { approveRequest } from "./approve-request.ts";
import type { ServiceContext } from "./context.ts";
import { delegateRequest } from "./delegate-request.ts";
import { listApprovals } from "./list-approvals.ts";
import { listDeciders } from "./list-deciders.ts";

const { prisma: db } = await testDb();

const ARGS = { url: "https://example.com/hook", body: { sum: 500 } };

/** A run whose first step waits for the approval of a call, with members of its workspace. */
async function asking(terms: Partial<ApprovalTerms> = {}) {
  const run = await seedRun(db, testGraph(["a", "b"], ["a>b"]));
  const [step] = await claimOf(db, run.runId);
  if (!step) throw new Error("Nothing was claimed.");
  const request = {
    kind: "call" as const,
    call: 0,
    tool: "webhook.call",
    toolTitle: "Call a webhook",
    toolVersion: "1",
    sideEffect: "once" as const,
    args: ARGS,
    findings: [],
    marked: [],
  };
  await holdStep(db, step, { request, hash: "h", terms: { ...DEFAULT_APPROVAL, ...terms } }, []);
  const { id: approvalId } = await db.approval.findFirstOrThrow({ where: { runId: run.runId } });
  const member = async (name: string, role: Role): Promise<ServiceContext & { userId: string }> => {
    const userId = newId();
    await db.user.create({
      data: { id: userId, email: `${userId}@example.com`, name, passwordHash: "none" },
    });
    await db.member.create({ data: { workspaceId: run.workspaceId, userId, role } });
    return { db, userId, actor: { kind: "user", userId, workspaceId: run.workspaceId, role, name } };
  };
  return { run, approvalId, member };
}

const open = async (ctx: ServiceContext, mine = true) =>
  (await listApprovals({ ctx, input: { mine } })).items;

test("who may decide sees a request as theirs; once handed over it is the other's alone, and both see it", async () => {
  const { approvalId, member } = await asking({ roles: ["owner"] });
  const olga = await member("Olga", "owner");
  const ben = await member("Ben", "approver");
  const vera = await member("Vera", "viewer");
  expect(await listDeciders({ ctx: ben, input: { approvalId } })).toMatchObject([
    { name: "Ben", role: "approver" },
    { name: "Olga", role: "owner" },
  ]);
  expect(await open(olga)).toMatchObject([{ id: approvalId, rights: { decide: true, handOn: true } }]);
  expect(await open(ben)).toEqual([]);
  await expect(delegateRequest({ ctx: ben, input: { approvalId, to: ben.userId } })).rejects.toMatchObject({
    code: "forbidden",
  });
  for (const to of [vera.userId, newId(), ""]) {
    await expect(delegateRequest({ ctx: olga, input: { approvalId, to } })).rejects.toMatchObject({
      code: "invalid",
      issues: [{ path: ["to"], message: "Choose a member of this workspace who may decide." }],
    });
  }
  await delegateRequest({ ctx: olga, input: { approvalId, to: ben.userId } });
  expect(await open(olga)).toEqual([]);
  const handed = { delegatedTo: { name: "Ben" }, delegatedBy: "Olga" };
  expect(await open(olga, false)).toMatchObject([
    { ...handed, rights: { decide: false, handOn: true, toYou: false } },
  ]);
  expect(await open(ben)).toMatchObject([{ ...handed, rights: { decide: true, handOn: true, toYou: true } }]);
  expect(await open(vera, false)).toMatchObject([{ ...handed, rights: { decide: false, handOn: false } }]);
  await expect(approveRequest({ ctx: olga, input: { approvalId } })).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(await approveRequest({ ctx: ben, input: { approvalId } })).toEqual({ decided: true });
  await expect(delegateRequest({ ctx: olga, input: { approvalId, to: null } })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("the starter neither counts nor is offered where the terms exclude them", async () => {
  const { run, approvalId, member } = await asking({ notTheStarter: true });
  const ann = await member("Ann", "editor");
  const ben = await member("Ben", "editor");
  await db.run.updateMany({ where: { id: run.runId }, data: { createdBy: ann.userId } });
  expect(await open(ann)).toEqual([]);
  expect(await open(ben)).toHaveLength(1);
  expect(await listDeciders({ ctx: ann, input: { approvalId } })).toMatchObject([{ name: "Ben" }]);
  await expect(delegateRequest({ ctx: ben, input: { approvalId, to: ann.userId } })).rejects.toMatchObject({
    code: "invalid",
  });
});
