import { beforeAll, describe, expect, test, vi } from "vitest";
import { Prisma } from "#lib/db/generated/client.ts";
import { newId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import { readEvents } from "#lib/events/read.ts";
import { testDb } from "#lib/testing/database.ts";
import { codeOf, searchStep } from "#lib/testing/drive-run.ts";
import { addMember, newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import { tablesWith } from "#lib/testing/tables-with.ts";
import { claimReady, finishStep } from "#lib/testing/work-steps.ts";
import { checkShare } from "./check-share.ts";
import { createShareLink } from "./create-share-link.ts";
import { getPlan } from "./get-plan.ts";
import { getSharedFile } from "./get-shared-file.ts";
import { getSharedOutputPage } from "./get-shared-output-page.ts";
import { getSharedStep } from "./get-shared-step.ts";
import { listShareLinks } from "./list-share-links.ts";
import { openShare } from "./open-share.ts";
import { revokeShareLink } from "./revoke-share-link.ts";
import { savePatches } from "./save-patches.ts";
import { saveSecret } from "./save-secret.ts";
import { startRun } from "./start-run.ts";

const { prisma: db, pool } = await testDb();
const DAY = 86_400_000;
const reader = { db };

beforeAll(() => {
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
});

const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

const FILE = { name: "report.md", mediaType: "text/markdown", content: "# Report" };

/** A plan of steps a > b in a new workspace. */
async function planOf() {
  const member = await newMember(db, { name: "Ada Maker" });
  const secret = { kind: "literal" as const, value: "Shop key" };
  const id = { kind: "literal" as const, value: newId() };
  const steps = [
    searchStep("a", { title: "Look" }),
    testStep("b", {
      title: "Fetch",
      tool: "http.request",
      args: { url: { kind: "literal", value: "https://shop.example/" }, secret, plan: id },
      fallbacks: [{ tool: "http.request", args: { secret } }],
    }),
  ];
  await db.secret.create({
    data: {
      workspaceId: member.workspaceId,
      id: newId(),
      name: "Shop key",
      ciphertext: "sealed",
      hosts: ["shop.example"],
      createdBy: member.userId,
    },
  });
  const planId = await newPlan(db, member, {
    graph: testGraph(steps, ["a>b"]),
    title: "Own plan",
    goal: "A goal",
  });
  return { ...member, planId, hiddenId: id.value };
}

/** A finished run of two searches, whose outputs are those given. */
async function finishedRun(first: Json = { text: "found", files: [FILE] }, second: Json = "done") {
  const member = await newMember(db, { name: "Ada Maker" });
  const graph = testGraph([searchStep("a"), searchStep("b")], ["a>b"]);
  const planId = await newPlan(db, member, { graph, title: "Own plan" });
  const { runId } = await startRun({ ctx: member.ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
  const run = { ...member, planId, runId };
  const finish = async () => {
    for (const output of [first, second]) {
      for (const step of await claimReady(db, { runId })) await finishStep(db, step, output);
    }
    await db.stepRun.updateMany({
      where: { workspaceId: run.workspaceId, runId },
      data: { costMicros: 1_234, notes: ["The policy said no."], input: { note: "internal-input" } },
    });
  };
  return { ...run, finish };
}

async function sharedRunLink({ showCosts = false, ...outputs }: { showCosts?: boolean; first?: Json } = {}) {
  const run = await finishedRun(outputs.first);
  await run.finish();
  const shared = { what: "run" as const, runId: run.runId, showCosts };
  const made = await createShareLink({ ctx: run.ctx, input: { shared, expiresAt: inDays(1) } });
  return { ...run, ...made };
}

async function planLink(days = 1) {
  const plan = await planOf();
  const shared = { what: "plan" as const, planId: plan.planId, rev: 0 };
  const made = await createShareLink({ ctx: plan.ctx, input: { shared, expiresAt: inDays(days) } });
  return { ...plan, ...made };
}

describe("a plan's link", () => {
  test("shows the version that it was made of, and no other thing of the workspace", async () => {
    const { ctx, planId, token, workspaceId, userId, hiddenId } = await planLink();
    const change = [{ op: "update" as const, stepId: "a", changes: { title: "Later" } }];
    await savePatches({ ctx, input: { planId, baseRev: 0, patches: [{ key: newId(), patch: change }] } });
    const view = await openShare({ ctx: reader, input: { token } });
    expect(view).toMatchObject({ title: "Own plan", goal: "A goal", versionNumber: 1, run: null });
    expect(view.graph.steps.map(({ title }) => title)).toEqual(["Look", "Fetch"]);
    expect(view.tools.map(({ name }) => name).toSorted()).toEqual(["http.request", "knowledge.search"]);
    const told = JSON.stringify(view);
    for (const hidden of [workspaceId, planId, userId, hiddenId, "Shop key", "Ada Maker", "@example.com"]) {
      expect(told).not.toContain(hidden);
    }
  });

  test("seals the draft as a version, which who edits it is told of", async () => {
    const { ctx, workspaceId, planId, link } = await planLink();
    expect((await getPlan({ ctx, input: { planId } })).versions).toMatchObject([
      { number: 1, summary: "Shared by a link" },
    ]);
    const events = await readEvents(db, workspaceId, { [`plan:${planId}`]: 0 });
    expect(events.map(({ body }) => body)).toMatchObject([
      { type: "plan.sealed", version: { number: 1 } },
      { type: "share.changed", linkId: link.id, what: "made", by: "Ada Maker" },
    ]);
  });

  test("gives nothing of runs", async () => {
    const { token } = await planLink();
    expect(await codeOf(getSharedStep({ ctx: reader, input: { token, stepId: "a" } }))).toBe("not_found");
  });

  test("is refused for a draft that has changed since", async () => {
    const { ctx, planId } = await planOf();
    const shared = { what: "plan" as const, planId, rev: 7 };
    expect(await codeOf(createShareLink({ ctx, input: { shared, expiresAt: inDays(1) } }))).toBe("conflict");
    expect(await listShareLinks({ ctx, input: { planId } })).toEqual([]);
  });
});

describe("a run's link", () => {
  test("is made when the run is finished, not before", async () => {
    const run = await finishedRun();
    const input = {
      shared: { what: "run" as const, runId: run.runId, showCosts: true },
      expiresAt: inDays(1),
    };
    expect(await codeOf(createShareLink({ ctx: run.ctx, input }))).toBe("conflict");
    await run.finish();
    expect(await codeOf(createShareLink({ ctx: run.ctx, input }))).toBe("ok");
  });

  test("shows states, times and outputs, and costs only where it was said so", async () => {
    const without = await sharedRunLink();
    const view = await openShare({ ctx: reader, input: { token: without.token } });
    expect(view.run).toMatchObject({
      status: "succeeded",
      stepsDone: 2,
      costs: null,
      steps: [
        { stepId: "a", status: "succeeded", costMicros: 0, model: null },
        { stepId: "b", status: "succeeded", costMicros: 0 },
      ],
    });
    const step = await getSharedStep({ ctx: reader, input: { token: without.token, stepId: "a" } });
    expect(step).toMatchObject({
      output: { text: "found", files: [{ name: "report.md", bytes: 8 }] },
      files: [{ name: "report.md" }],
      input: null,
      toolCalls: [],
      modelCalls: [],
    });
    for (const told of [view, step].map((each) => JSON.stringify(each))) {
      for (const hidden of [without.runId, without.planId, "1234", "policy said", "internal-input", '"w1"']) {
        expect(told).not.toContain(hidden);
      }
    }
    const { token } = await sharedRunLink({ showCosts: true });
    expect((await openShare({ ctx: reader, input: { token } })).run?.costs).toEqual({
      micros: 2_468,
      unknown: false,
      replans: null,
    });
  });

  test("gives its files and the pages of large outputs, and none of another run", async () => {
    const large = { text: "x".repeat(300_000) };
    const [one, other] = [await sharedRunLink(), await sharedRunLink({ first: large })];
    const file = { token: one.token, stepId: "a", name: "report.md" };
    expect(await getSharedFile({ ctx: reader, input: file })).toEqual(FILE);
    expect(await codeOf(getSharedFile({ ctx: reader, input: { ...file, token: other.token } }))).toBe(
      "not_found",
    );
    expect(await codeOf(getSharedFile({ ctx: reader, input: { ...file, name: "../report.md" } }))).toBe(
      "not_found",
    );
    expect(await codeOf(getSharedFile({ ctx: reader, input: { ...file, stepId: "z" } }))).toBe("not_found");
    const page = { token: other.token, stepId: "a", offset: 0 };
    expect(await getSharedOutputPage({ ctx: reader, input: page })).toMatchObject({ bytes: 300_011 });
    expect(await codeOf(getSharedOutputPage({ ctx: reader, input: { ...page, offset: 9e8 } }))).toBe(
      "not_found",
    );
  });

  test("gives nothing of a step that its page does not show: one that undoes a call, or was dropped", async () => {
    const large = { text: "x".repeat(300_000), files: [FILE] };
    const { workspaceId, runId, token } = await sharedRunLink({ first: large });
    const read = (stepId: string) =>
      Promise.all([
        codeOf(getSharedStep({ ctx: reader, input: { token, stepId } })),
        codeOf(getSharedFile({ ctx: reader, input: { token, stepId, name: FILE.name } })),
        codeOf(getSharedOutputPage({ ctx: reader, input: { token, stepId, offset: 0 } })),
      ]);
    expect(await read("a")).toEqual(["ok", "ok", "ok"]);
    const where = { workspaceId_runId_stepId: { workspaceId, runId, stepId: "a" } };
    const undoes = { callId: newId(), stepId: "b", says: "Recalls what was sent.", place: 0 };
    for (const hidden of [{ undoes }, { undoes: Prisma.DbNull, pending: -1 }]) {
      await db.stepRun.update({ where, data: hidden });
      expect(await read("a")).toEqual(["not_found", "not_found", "not_found"]);
    }
    for (const none of ["z", "a.0", "", "../a", "\u0000"]) {
      expect(await read(none)).toEqual(["not_found", "not_found", "not_found"]);
    }
  });

  test("hides values of secrets also in files that are text, and leaves others as they are", async () => {
    const bytes = { name: "report.bin", mediaType: "application/octet-stream", encoding: "base64" as const };
    const content = Buffer.from("A file of the shop: k3y-Of-The-shop-42").toString("base64");
    const text = { ...FILE, content: "# Report of k3y-Of-The-shop-42" };
    const { ctx, token } = await sharedRunLink({
      first: {
        files: [text, { ...bytes, content }, { ...bytes, name: "a.csv", mediaType: "text/csv", content }],
      },
    });
    const file = (name: string) => getSharedFile({ ctx: reader, input: { token, stepId: "a", name } });
    expect(await file(text.name)).toEqual(text);
    await saveSecret({
      ctx,
      input: { id: null, name: "Shop", value: "k3y-Of-The-shop-42", hosts: ["shop.example"] },
    });
    expect(await file(text.name)).toEqual({ ...text, content: "# Report of •••" });
    expect(await file(bytes.name)).toEqual({ ...bytes, content });
    expect(Buffer.from((await file("a.csv")).content, "base64").toString()).toBe("A file of the shop: •••");
  });

  test("hides a value of digits alone also where a step gave it as a number", async () => {
    const first = { pin: 40771923, within: [940771923], other: 40771924, text: "found" };
    const { ctx, token } = await sharedRunLink({ first });
    const output = async () => (await getSharedStep({ ctx: reader, input: { token, stepId: "a" } })).output;
    expect(await output()).toEqual(first);
    await saveSecret({ ctx, input: { id: null, name: "PIN", value: "40771923", hosts: ["shop.example"] } });
    expect(await output()).toEqual({ ...first, pin: "•••", within: ["9•••"] });
  });

  test("shows nothing while the run is taken up again, or once it has moved to another version", async () => {
    const { workspaceId, runId, token } = await sharedRunLink();
    const where = { workspaceId_id: { workspaceId, id: runId } };
    for (const otherwise of [{ status: "running" }, { status: "succeeded", versionNumber: 2 }]) {
      if (otherwise.versionNumber) {
        const {
          planId,
          versionNumber: _,
          ...version
        } = {
          planId: (await db.run.findUniqueOrThrow({ where })).planId,
          versionNumber: 2,
          graph: testGraph(["a"]),
        };
        await db.planVersion.create({
          data: {
            workspaceId,
            planId,
            number: 2,
            rev: 1,
            author: { kind: "api", name: "x" },
            summary: "",
            ...version,
          },
        });
      }
      await db.run.update({ where, data: otherwise });
      expect(await codeOf(openShare({ ctx: reader, input: { token } }))).toBe("not_found");
      expect(await codeOf(checkShare({ ctx: reader, input: { token } }))).toBe("not_found");
      expect(await codeOf(getSharedStep({ ctx: reader, input: { token, stepId: "a" } }))).toBe("not_found");
    }
  });
});

describe("a link ends", () => {
  test("at its time, by the clock that is asked", async () => {
    const { token, link } = await planLink(3);
    const until = Date.parse(link.expiresAt);
    const at = (time: number) => ({ db, now: new Date(time) });
    expect(await codeOf(openShare({ ctx: at(until - 1), input: { token } }))).toBe("ok");
    for (const late of [until, until + DAY]) {
      expect(await codeOf(openShare({ ctx: at(late), input: { token } }))).toBe("not_found");
      expect(await codeOf(checkShare({ ctx: at(late), input: { token } }))).toBe("not_found");
    }
  });

  test("when it is revoked, at once and for good; a second time changes nothing", async () => {
    const { ctx, workspaceId, planId, token, link } = await planLink();
    const bo = await addMember(db, workspaceId, "Bo", "editor");
    await revokeShareLink({ ctx: { actor: bo.actor, db }, input: { linkId: link.id } });
    await revokeShareLink({ ctx, input: { linkId: link.id } });
    expect(await codeOf(openShare({ ctx: reader, input: { token } }))).toBe("not_found");
    expect(await listShareLinks({ ctx, input: { planId } })).toMatchObject([
      { id: link.id, createdBy: "Ada Maker", revokedBy: "Bo" },
    ]);
    const events = await readEvents(db, workspaceId, { [`plan:${planId}`]: 2 });
    expect(events.map(({ body }) => body)).toMatchObject([
      { type: "share.changed", what: "revoked", by: "Bo" },
    ]);
  });

  test("and is refused when it is to hold too long, or not at all, beside the field", async () => {
    const { ctx, planId } = await planOf();
    const shared = { what: "plan" as const, planId, rev: 0 };
    for (const expiresAt of [inDays(91), inDays(-1), "tomorrow"]) {
      await expect(createShareLink({ ctx, input: { shared, expiresAt } })).rejects.toMatchObject({
        code: "invalid",
        issues: [{ path: ["expiresAt"] }],
      });
    }
    expect((await getPlan({ ctx, input: { planId } })).versions).toEqual([]);
  });
});

test("what shows nothing is answered alike, whatever it is", async () => {
  const { ctx, token, link } = await planLink();
  await revokeShareLink({ ctx, input: { linkId: link.id } });
  const wrong = [token, "x".repeat(43), "", "../../plans", "\u0000", token.slice(1), `${token}=`, link.id];
  const answers = await Promise.all(
    wrong.map((each) =>
      openShare({ ctx: reader, input: { token: each } }).catch((error: unknown) => String(error)),
    ),
  );
  expect(new Set(answers)).toEqual(
    new Set(["DomainError: There is nothing behind this link, or not any more."]),
  );
});

test("counts how often it was opened, and keeps its token nowhere", async () => {
  const { ctx, planId, token } = await planLink();
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  await openShare({ ctx: reader, input: { token } });
  await openShare({ ctx: reader, input: { token } });
  await checkShare({ ctx: reader, input: { token } });
  const [listed] = await listShareLinks({ ctx, input: { planId } });
  expect(listed).toMatchObject({ opens: 2, versionNumber: 1, runNumber: null });
  expect(listed?.lastOpenedAt).not.toBeNull();
  expect(await tablesWith(pool, token)).toEqual([]);
});

test.each([
  ["owner", "ok"],
  ["editor", "ok"],
  ["approver", "forbidden"],
  ["viewer", "forbidden"],
] as const)("%s: making and revoking are %s, looking at the list is allowed", async (role, code) => {
  const { workspaceId, planId, link } = await planLink();
  const { actor } = await addMember(db, workspaceId, "Bo", role);
  const ctx = { actor, db };
  const shared = { what: "plan" as const, planId, rev: 0 };
  expect(await codeOf(createShareLink({ ctx, input: { shared, expiresAt: inDays(1) } }))).toBe(code);
  expect(await codeOf(revokeShareLink({ ctx, input: { linkId: link.id } }))).toBe(code);
  expect(await codeOf(listShareLinks({ ctx, input: { planId } }))).toBe("ok");
});

test("another workspace can neither make one, revoke one nor see that there is one", async () => {
  const { planId, token, link } = await planLink();
  const { ctx } = await newMember(db, { name: "Mallory" });
  const shared = { what: "plan" as const, planId, rev: 0 };
  expect(await codeOf(createShareLink({ ctx, input: { shared, expiresAt: inDays(1) } }))).toBe("not_found");
  expect(await codeOf(revokeShareLink({ ctx, input: { linkId: link.id } }))).toBe("not_found");
  expect(await codeOf(listShareLinks({ ctx, input: { planId } }))).toBe("not_found");
  expect(await codeOf(openShare({ ctx: reader, input: { token } }))).toBe("ok");
});
