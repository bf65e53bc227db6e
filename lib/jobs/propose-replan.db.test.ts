import { expect, test } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { newId } from "#lib/domain/ids.ts";
import { readEvents } from "#lib/events/read.ts";
import { runTopic } from "#lib/ledger/keys.ts";
import { requestReplan } from "#lib/services/request-replan.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { proposeReplanJob } from "./propose-replan.ts";

const { prisma, pool } = await testDb();
const deps = { db: prisma, pool, log: createLogger("test") };
const once = { job: { id: "1", attempts: 1 } };

async function running(status = "running") {
  const member = await newMember(prisma);
  const { runId } = await seedRun(
    prisma,
    testGraph(["first", "second", "third"], ["first>second", "second>third"]),
    {
      workspaceId: member.workspaceId,
    },
  );
  await prisma.run.updateMany({ where: { workspaceId: member.workspaceId, id: runId }, data: { status } });
  const ask = (note: string) => requestReplan({ ctx: member.ctx, input: { runId, note } });
  const propose = (replanId: string) =>
    proposeReplanJob(deps, { workspaceId: member.workspaceId, runId, replanId }, once);
  const read = (replanId: string) =>
    prisma.replan.findFirstOrThrow({ where: { workspaceId: member.workspaceId, id: replanId } });
  const said = async () => {
    const events = await readEvents(prisma, member.workspaceId, { [runTopic(runId)]: 0 }, 1_000);
    return events.filter(({ body }) => body.type === "replan.changed");
  };
  return { ...member, runId, ask, propose, read, said };
}

test("a note becomes a proposal with what becomes of each step; the job repeated changes nothing", async () => {
  const { ask, propose, read, said } = await running();
  const { replanId } = await ask('rename second to "The second one"');
  expect((await read(replanId)).status).toBe("planning");
  await propose(replanId);
  const replan = await read(replanId);
  expect(replan).toMatchObject({
    status: "proposed",
    choice: "replan",
    changes: [
      {
        words: "Rename “Step second” to “The second one”",
        operations: [{ op: "update", stepId: "second", changes: { title: "The second one" } }],
      },
    ],
    diff: { kept: ["first", "third"], changed: [{ stepId: "second" }], added: [], dropped: [] },
  });
  await propose(replanId);
  expect(await read(replanId)).toEqual(replan);
  expect(await said()).toHaveLength(2);
});

test("a note that is not understood is asked about, with what is understood; the answer is the next one's note", async () => {
  const { ask, propose, read, ctx, runId } = await running();
  const { replanId } = await ask("make it sing");
  await propose(replanId);
  const asked = await read(replanId);
  expect(asked).toMatchObject({ status: "asked", choice: "ask", changes: [] });
  expect(asked.explanation).toContain("Notes that are understood");
  const answer = (answers: string, note: string) => requestReplan({ ctx, input: { runId, note, answers } });
  await expect(answer(replanId, "  ")).rejects.toMatchObject({ issues: [{ path: ["note"] }] });
  await expect(answer(newId(), "x")).rejects.toMatchObject({ code: "not_found" });
  const next = await answer(replanId, "remove third");
  expect((await read(replanId)).status).toBe("answered");
  expect(await read(next.replanId)).toMatchObject({ question: asked.explanation, note: "remove third" });
  await propose(next.replanId);
  expect((await read(next.replanId)).status).toBe("proposed");
  await expect(answer(replanId, "x")).rejects.toMatchObject({ code: "conflict" });
});

test("a new request makes the open one void", async () => {
  const { ask, propose, read } = await running("needs_attention");
  const first = await ask("remove third");
  await propose(first.replanId);
  const second = await ask("remove second");
  expect((await read(first.replanId)).status).toBe("void");
  await propose(first.replanId);
  await propose(second.replanId);
  expect((await read(first.replanId)).status).toBe("void");
  expect((await read(second.replanId)).status).toBe("proposed");
});

test("a run that moved to another version voids what was asked about the old one", async () => {
  const { ask, propose, read, runId, workspaceId } = await running();
  const { replanId } = await ask("remove third");
  await prisma.replan.updateMany({ where: { workspaceId, runId }, data: { baseVersion: 7 } });
  await propose(replanId);
  expect(await read(replanId)).toMatchObject({ status: "void", changes: [] });
});

test.each(["succeeded", "failed", "aborted", "aborting"])(
  "a run that is %s cannot be replanned",
  async (status) => {
    const { ask, said } = await running(status);
    await expect(ask("remove third")).rejects.toMatchObject({ code: "conflict" });
    expect(await said()).toEqual([]);
  },
);

test("strangers, viewers, bad notes and bad ids are refused", async () => {
  const { ctx, runId } = await running();
  const stranger = await newMember(prisma);
  const viewer = await newMember(prisma, { role: "viewer" });
  await expect(requestReplan({ ctx: stranger.ctx, input: { runId, note: "" } })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(requestReplan({ ctx: viewer.ctx, input: { runId, note: "" } })).rejects.toMatchObject({
    code: "forbidden",
  });
  for (const id of ["no id", newId()]) {
    await expect(requestReplan({ ctx, input: { runId: id, note: "" } })).rejects.toMatchObject({
      code: "not_found",
    });
  }
  for (const note of ["a\u0000b", "\ud800", "x".repeat(4_001)]) {
    await expect(requestReplan({ ctx, input: { runId, note } })).rejects.toMatchObject({
      code: "invalid",
      issues: [{ path: ["note"] }],
    });
  }
});
