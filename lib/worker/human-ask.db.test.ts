import { afterAll, expect, test } from "vitest";
import type { Role } from "#lib/domain/actor.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/ids.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { Argument, Arguments } from "#lib/domain/step.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { answerRequest } from "#lib/services/answer-request.ts";
import { listApprovals } from "#lib/services/list-approvals.ts";
import { refuseRequest } from "#lib/services/refuse-request.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { allowEverything, seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { humanAsk } from "#lib/tools/builtin/human-ask.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 30_000, interval: 20 };
const { ctx, workspaceId } = await newMember(db);
await allowEverything(db, workspaceId);
const stop = workerWithin(url, [humanAsk]);
afterAll(stop);

const FORM = {
  type: "object",
  properties: { colour: { enum: ["red", "blue"] }, copies: { type: "integer", minimum: 1 } },
  required: ["colour"],
};

/** A run whose first step asks, and whose second asks with a part of the first one's answer in its question. */
async function asking(args: JsonObject): Promise<RunKey> {
  const whole = { question: "Which colour?", form: FORM, ...args };
  const literals = Object.entries(whole).map(([name, value]): [string, Argument] => [
    name,
    { kind: "literal", value },
  ]);
  const after: Arguments = {
    question: { kind: "template", parts: ["Sure of ", { ref: "ask", path: ["colour"] }, "?"] },
  };
  const steps = [
    testStep("ask", { tool: "human.ask", args: Object.fromEntries(literals) }),
    testStep("sure", { tool: "human.ask", args: after }),
  ];
  return seedRun(db, testGraph(steps, ["ask>sure"]), { workspaceId, toolVersions: { "human.ask": "1" } });
}
const view = async (run: RunKey, id = "ask") => (await stepViews(db, run, [id]))[0];
const settles = (run: RunKey, expected: object, id = "ask") =>
  expect.poll(() => view(run, id), WAIT).toMatchObject(expected);
const asked = async (run: RunKey) => {
  const { items } = await listApprovals({ ctx, input: { runId: run.runId } });
  const [item] = items;
  if (!item) throw new Error("Nothing is asked.");
  return item;
};
const give = async (run: RunKey, answer: JsonObject, as = ctx) =>
  answerRequest({ ctx: as, input: { approvalId: (await asked(run)).id, answer } });
const outputOf = async ({ runId }: RunKey, stepId = "ask"): Promise<Json> =>
  (await db.stepRun.findFirstOrThrow({ where: { runId, stepId } })).output as Json;
async function colleague(role: Role, name: string) {
  const userId = newId();
  await db.user.create({ data: { id: userId, email: `${name}@team.example`, name, passwordHash: "none" } });
  await db.member.create({ data: { workspaceId, userId, role } });
  return { db, actor: { kind: "user", userId, workspaceId, role, name } as const };
}

test("the answer is the step's output, later steps read it, and it is asked in full", async () => {
  const run = await asking({ details: "For the cover.", hours: 2 });
  await settles(run, { status: "waiting", waitingFor: "answer" });
  const item = await asked(run);
  expect(item.request).toEqual({
    kind: "answer",
    title: "Which colour?",
    form: { ...FORM, description: "For the cover." },
  });
  expect(Date.parse(item.expiresAt) - Date.parse(item.createdAt)).toBe(2 * 3_600_000);
  await give(run, { colour: "red", copies: 3 });
  await settles(run, { status: "succeeded" });
  expect((await view(run))?.notes).toContain("Ada answered the question.");
  expect(await outputOf(run)).toEqual({ colour: "red", copies: 3 });
  await settles(run, { status: "waiting", waitingFor: "answer" }, "sure");
  expect((await asked(run)).request).toMatchObject({ title: "Sure of red?" });
  const decided = await listApprovals({ ctx, input: { open: false, runId: run.runId } });
  expect(decided.items[0]).toMatchObject({ status: "answered", answer: { colour: "red", copies: 3 } });
});

test("what does not fit is refused field by field, and nothing has happened", async () => {
  const run = await asking({});
  await settles(run, { waitingFor: "answer" });
  const failure = await give(run, { colour: "green", copies: 0.5 }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DomainError);
  expect(failure).toMatchObject({
    code: "invalid",
    issues: [
      { path: ["answer", "colour"], message: 'This must be one of ["red","blue"].' },
      { path: ["answer", "copies"], message: "This must be a whole number." },
    ],
  });
  expect(await view(run)).toMatchObject({ status: "waiting", waitingFor: "answer", attempt: 1 });
  await give(run, { colour: "blue" });
  await settles(run, { status: "succeeded" });
});

test("only those whom the question names may answer", async () => {
  const run = await asking({ roles: ["approver"] });
  await settles(run, { waitingFor: "answer" });
  await expect(give(run, { colour: "red" })).rejects.toMatchObject({ code: "forbidden" });
  await give(run, { colour: "red" }, await colleague("approver", "Paul"));
  await settles(run, { status: "succeeded" });

  const mia = await colleague("editor", "Mia");
  const hers = await asking({ member: "MIA@team.example" });
  await settles(hers, { waitingFor: "answer" });
  expect(await asked(hers)).toMatchObject({ delegatedTo: { name: "Mia" } });
  await expect(give(hers, { colour: "red" })).rejects.toMatchObject({ code: "forbidden" });
  await give(hers, { colour: "red" }, mia);
  await settles(hers, { status: "succeeded" });

  // Viewers decide nothing.
  const viewer = await colleague("viewer", "Vic");
  const nobodys = await asking({ member: "vic@team.example" });
  await settles(nobodys, { status: "failed", error: { code: "no_such_member" } });
  const open = await asking({});
  await settles(open, { waitingFor: "answer" });
  await expect(give(open, { colour: "red" }, viewer)).rejects.toMatchObject({ code: "forbidden" });
});

test("when nobody answers in time, the answer for that case counts, or the step fails", async () => {
  const safe = await asking({ otherwise: { colour: "blue" } });
  const bare = await asking({});
  await settles(safe, { waitingFor: "answer" });
  await settles(bare, { waitingFor: "answer" });
  const due = { runId: { in: [safe.runId, bare.runId] } };
  await db.approval.updateMany({ where: due, data: { expiresAt: new Date(0) } });
  await settles(safe, { status: "succeeded" });
  expect(await outputOf(safe)).toEqual({ colour: "blue" });
  expect((await view(safe))?.notes).toContain("Nobody answered in time, so the answer for that case counts.");
  await settles(bare, { status: "failed", error: { code: "approval_expired" } });
  const closed = await db.approval.findMany({ where: { ...due, stepId: "ask" } });
  expect(closed.map(({ status }) => status)).toEqual(["expired", "expired"]);
});

test("who does not want to answer lets the step fail, whatever counts in time", async () => {
  const run = await asking({ otherwise: { colour: "blue" } });
  await settles(run, { waitingFor: "answer" });
  await refuseRequest({ ctx, input: { approvalId: (await asked(run)).id, reason: "No answer." } });
  await settles(run, { status: "failed", error: { code: "refused" } });
});

test.each<[JsonObject, string]>([
  [{ form: { type: "object" } }, "form: The form has no fields"],
  [
    { form: { type: "object", properties: { a: { pattern: "x" } } } },
    "form: The schema cannot use “pattern”",
  ],
  [{ otherwise: { colour: "green" } }, "otherwise.colour: This must be one of"],
])("a question with %j is not asked", async (args, message) => {
  const run = await asking(args);
  await settles(run, { status: "failed", error: { code: "bad_input" } });
  expect((await view(run))?.error?.message).toContain(message);
  expect(await db.approval.count({ where: { runId: run.runId } })).toBe(0);
});
