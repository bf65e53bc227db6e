import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import type { Json } from "#lib/domain/json.ts";
import { Policy } from "#lib/domain/policy.ts";
import type { Arguments } from "#lib/domain/step.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { RunDocument } from "#lib/domain/run-document.ts";
import { createShareLink } from "#lib/services/create-share-link.ts";
import { exportRun } from "#lib/services/export-run.ts";
import { getSharedStep } from "#lib/services/get-shared-step.ts";
import { listSharedEvents } from "#lib/services/list-shared-events.ts";
import { openShare } from "#lib/services/open-share.ts";
import { saveSecret } from "#lib/services/save-secret.ts";
import { testDb } from "#lib/testing/database.ts";
import { startRawServer } from "#lib/testing/fake-models.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { tablesWith } from "#lib/testing/tables-with.ts";
import { httpRequest } from "#lib/tools/builtin/http-request.ts";
import { webFetch } from "#lib/tools/builtin/web-fetch.ts";
import { webhookCall } from "#lib/tools/builtin/webhook-call.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, pool, url } = await testDb();
const WAIT = { timeout: 30_000, interval: 20 };
const VALUE = 'pa$$"word/0123?+\\4';

type Seen = { path: string; headers: IncomingMessage["headers"]; body: string };
let seen: Seen[] = [];
/** Gives back what it was sent in every form that it can think of. */
const server = await startRawServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { url: path = "", headers } = request;
    seen.push({ path, headers, body: Buffer.concat(chunks).toString() });
    response.setHeader("content-type", path === "/page" ? "text/plain" : "application/json");
    response.setHeader("x-echo", encodeURIComponent(VALUE));
    response.end(
      path === "/page" ? echoes().join("\n") : JSON.stringify({ echoes: echoes(), [VALUE]: headers }),
    );
  });
});
const other = await startRawServer((request, response) => {
  seen.push({ path: `other ${request.url}`, headers: request.headers, body: "" });
  response.end("{}");
});
const echoes = () => [
  VALUE,
  `Basic ${Buffer.from(`ann:${VALUE}`).toString("base64")}`,
  Buffer.from(VALUE).toString("base64url"),
  Buffer.from(VALUE).toString("hex"),
  encodeURIComponent(VALUE),
  JSON.stringify(VALUE),
];
const [here, elsewhere] = [new URL(server.address), new URL(other.address)];

const lines: string[] = [];
let stop: () => Promise<void>;
beforeAll(() => {
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
  vi.stubEnv("PLANWRIGHT_OUTBOUND_ALLOW", `${here.host}, ${elsewhere.host}`);
  vi.stubEnv("LOG_LEVEL", "trace");
  const log = createLogger("test-worker", { write: (line: string) => void lines.push(line) });
  stop = workerWithin(url, [httpRequest, webhookCall, webFetch], { log });
});
afterAll(async () => {
  await stop();
  await Promise.all([server.close(), other.close()]);
  vi.unstubAllEnvs();
});

const literals = (args: { [name: string]: Json }): Arguments =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [name, { kind: "literal", value }]));

/** A workspace with the secret, and a run of one step in it. */
async function carryOut(tool: string, args: { [name: string]: Json }, policy: z.input<typeof Policy> = {}) {
  seen = [];
  const { ctx, workspaceId } = await newMember(db);
  const row = { workspaceId, number: 1, author: { kind: "api", name: "Test" }, summary: "" };
  const domains = { hosts: [here.host, elsewhere.host] };
  const rules = Policy.parse({ otherwise: { once: "allow" }, domains, ...policy });
  await db.policyVersion.create({ data: { ...row, policy: rules } });
  await saveSecret({ ctx, input: { id: null, name: "Shop", value: VALUE, hosts: [here.host] } });
  const toolVersions = { "http.request": "1", "webhook.call": "1", "web.fetch": "1" };
  const graph = testGraph([testStep("step", { tool, args: literals(args) })]);
  const run = await seedRun(db, graph, { workspaceId, toolVersions });
  const view = async () => (await stepViews(db, run, ["step"]))[0];
  await expect.poll(async () => (await view())?.finishedAt ?? null, WAIT).not.toBeNull();
  return { step: await view(), output: await outputOf(run), run };
}

async function outputOf({ workspaceId, runId }: RunKey): Promise<string> {
  const row = await db.stepRun.findFirstOrThrow({ where: { workspaceId, runId } });
  return JSON.stringify(row.output);
}

/** Whether a form of the value is anywhere in the database or the log. */
async function expectNowhere(): Promise<void> {
  for (const echo of echoes()) {
    const inner = echo.replace(/^Basic /, "").slice(4, -4);
    expect(await tablesWith(pool, inner), inner).toEqual([]);
    expect(lines.join("\n"), inner).not.toContain(inner);
  }
}

test("http.request sends it where it may go, and what comes back of it in any form is kept nowhere", async () => {
  const args = { method: "POST", url: `${server.address}/pay`, json: { a: 1 }, secret: "Shop" };
  const { step, output } = await carryOut("http.request", args, { secrets: "warn" });
  expect(step).toMatchObject({ status: "succeeded" });
  expect(seen).toMatchObject([{ path: "/pay", body: '{"a":1}' }]);
  expect(seen[0]?.headers).toHaveProperty("authorization", `Bearer ${VALUE}`);
  expect(output).toContain("•••");
  await expectNowhere();
});

test("webhook.call signs with it", async () => {
  const args = { url: `${server.address}/hook`, payload: { done: true }, secret: "Shop" };
  const { step } = await carryOut("webhook.call", args);
  expect(step).toMatchObject({ status: "succeeded" });
  const { headers = {}, body = "" }: Partial<Seen> = seen[0] ?? {};
  const signed = [headers["webhook-id"], headers["webhook-timestamp"], body].join(".");
  const signature = createHmac("sha256", VALUE).update(signed).digest("base64");
  expect(headers["webhook-signature"]).toBe(`v1,${signature}`);
  await expectNowhere();
});

test("it goes to no other host, though the policy allows that one", async () => {
  const args = { method: "POST", url: `${other.address}/pay`, secret: "Shop" };
  const { step } = await carryOut("http.request", args);
  expect(step).toMatchObject({
    status: "failed",
    error: { message: expect.stringContaining("is not for") as string },
  });
  expect(seen).toEqual([]);
});

test("a step that has no part in it neither keeps it nor sends it on", async () => {
  const { output } = await carryOut("web.fetch", { url: `${server.address}/page` });
  expect(output.match(/\[secret of this workspace\]/g)).toHaveLength(echoes().length);
  const args = { method: "POST", url: `${server.address}/pay`, json: { key: VALUE }, query: { k: VALUE } };
  await carryOut("http.request", args);
  expect(seen).toMatchObject([{ body: '{"key":"[secret of this workspace]"}' }]);
  expect(decodeURIComponent(seen[0]?.path ?? "")).toBe("/pay?k=[secret+of+this+workspace]");
});

test("a name that there is no secret of fails the step and says what to do", async () => {
  const args = { method: "POST", url: `${server.address}/pay`, secret: "Gone" };
  const { step } = await carryOut("http.request", args);
  expect(step).toMatchObject({
    status: "failed",
    error: { code: "no_secret", message: expect.stringContaining("“Gone”. An owner can store it") as string },
  });
  expect(seen).toEqual([]);
});

test("neither a run's files nor what a link shows of it hold it, wherever it was planted", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const row = { workspaceId, number: 1, author: { kind: "api", name: "Test" }, summary: "" };
  const domains = { hosts: [here.host, elsewhere.host] };
  const policy = Policy.parse({ otherwise: { once: "allow" }, domains, secrets: "warn" });
  await db.policyVersion.create({ data: { ...row, policy } });
  await saveSecret({ ctx, input: { id: null, name: "Shop", value: VALUE, hosts: [here.host] } });
  // In an output that echoes it, in arguments that a person wrote, and in what a person wrote of the step and the plan.
  const graph = testGraph(
    [
      testStep("page", { tool: "web.fetch", args: literals({ url: `${server.address}/page` }) }),
      testStep("pay", {
        title: `Pay with ${VALUE}`,
        instruction: `Use ${Buffer.from(VALUE).toString("base64")}`,
        tool: "http.request",
        args: literals({
          method: "POST",
          url: `${server.address}/pay`,
          json: { key: VALUE },
          secret: "Shop",
        }),
      }),
    ],
    ["page>pay"],
  );
  const toolVersions = { "http.request": "1", "webhook.call": "1", "web.fetch": "1" };
  const run = await seedRun(db, graph, { workspaceId, toolVersions, title: `Plan of ${VALUE}` });
  const { runId } = run;
  const state = async () => (await db.run.findFirstOrThrow({ where: { workspaceId, id: runId } })).status;
  await expect.poll(state, WAIT).toBe("succeeded");
  // Of a time when it was no secret yet: nothing had been hidden.
  await db.stepRun.updateMany({
    where: { workspaceId, runId, stepId: "page" },
    data: { summary: `It said ${VALUE}` },
  });
  await db.stepRun.updateMany({
    where: { workspaceId, runId, stepId: "pay" },
    data: { output: { echoes: echoes(), [`of ${VALUE}`]: true }, input: { key: VALUE } },
  });
  await db.toolCall.updateMany({
    where: { workspaceId, runId, stepId: "pay" },
    data: { args: { key: VALUE } },
  });

  const { token } = await createShareLink({
    ctx,
    input: {
      shared: { what: "run", runId, showCosts: true },
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    },
  });
  const reader = { db };
  const file = async (as: "json" | "markdown") => {
    const { name, content } = await exportRun({ ctx, input: { runId, as } });
    const pieces: Uint8Array[] = [];
    for await (const piece of content) pieces.push(piece);
    return `${name}\n${Buffer.concat(pieces).toString()}`;
  };
  const given = {
    json: await file("json"),
    markdown: await file("markdown"),
    shared: JSON.stringify(await openShare({ ctx: reader, input: { token } })),
    page: JSON.stringify(await getSharedStep({ ctx: reader, input: { token, stepId: "page" } })),
    pay: JSON.stringify(await getSharedStep({ ctx: reader, input: { token, stepId: "pay" } })),
    events: JSON.stringify(await listSharedEvents({ ctx: reader, input: { token } })),
  };
  const forms = echoes().map((echo) => echo.replace(/^Basic /, "").slice(4, -4));
  for (const [what, text] of Object.entries(given)) {
    for (const form of forms) expect(text, `${what}: ${form}`).not.toContain(form);
  }
  // It had been there.
  for (const text of [given.json, given.markdown, given.shared, given.pay]) expect(text).toContain("•••");
  expect(given.page).toContain("[secret of this workspace]");
  expect(RunDocument.parse(JSON.parse(given.json.slice(given.json.indexOf("\n")))).steps).toHaveLength(2);
});
