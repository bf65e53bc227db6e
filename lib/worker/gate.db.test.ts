import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { newId } from "#lib/domain/ids.ts";
import { Policy } from "#lib/domain/policy.ts";
import type { Argument } from "#lib/domain/step.ts";
import { changeRun } from "#lib/ledger/change-run.ts";
import { decideApproval, type Decision } from "#lib/ledger/decide-approval.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { defineTool } from "#lib/tools/contract.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 30_000, interval: 20 };

/** What was really sent. */
const sent: string[] = [];
const base = {
  description: "",
  timeoutSeconds: 10,
  typicalSeconds: 0.1,
  costMicros: 0,
  unavailable: () => null,
};
const fetchPage = defineTool({
  ...base,
  name: "t.fetch",
  title: "Fetch a page",
  input: z.object({ url: z.string() }),
  output: z.object({ text: z.string() }),
  sideEffect: "read",
  outside: true,
  run: () => Promise.resolve({ output: { text: "eve@evil.example" }, summary: "Fetched." }),
});
const write = defineTool({
  ...base,
  name: "t.write",
  title: "Write",
  input: z.object({ about: z.string() }),
  output: z.object({ text: z.string() }),
  sideEffect: "read",
  run: ({ about }) => Promise.resolve({ output: { text: `Dear ${about}` }, summary: "Wrote." }),
});
const send = defineTool({
  ...base,
  name: "t.send",
  title: "Send a message",
  input: z.object({ to: z.string(), body: z.string().default("") }),
  output: z.object({ receipt: z.string() }),
  sideEffect: "once",
  sensitive: ["to"],
  run: ({ to, body }) => {
    sent.push(`${to}: ${body}`);
    return Promise.resolve({ output: { receipt: `to ${to}` }, summary: "Sent." });
  },
});
/** What a call of it does depends on one of its arguments, as with requests over HTTP. */
const request = defineTool({
  ...base,
  name: "t.request",
  title: "Request",
  input: z.object({ method: z.enum(["GET", "PUT", "POST"]).default("GET"), url: z.string() }),
  output: z.object({ receipt: z.string() }),
  sideEffect: { argument: "method", of: { GET: "read", PUT: "idempotent", POST: "once" }, leftOut: "GET" },
  reaches: {
    kind: "arguments",
    names: ["url"],
    writes: { argument: "method", reads: ["GET"], leftOut: "GET" },
  },
  run: ({ method, url: address }) => {
    sent.push(`${method} ${address}`);
    return Promise.resolve({ output: { receipt: method }, summary: "Requested." });
  },
});
const reads = defineTool({
  ...base,
  name: "t.reads",
  title: "Search documents",
  input: z.object({}),
  output: z.object({ found: z.number() }),
  sideEffect: "read",
  reads: ["knowledge"],
  run: () => Promise.resolve({ output: { found: 0 }, summary: "Searched." }),
});
const stop = workerWithin(url, [fetchPage, write, send, request, reads]);
afterAll(stop);

const literal = (value: string): Argument => ({ kind: "literal", value });
const ref = (from: string, ...path: string[]): Argument => ({ kind: "ref", ref: from, path });
const ann = { kind: "user", userId: newId(), workspaceId: "", role: "owner", name: "Ann" } as const;

async function start(
  to: Argument,
  policy: z.input<typeof Policy> = { otherwise: { once: "allow" } },
  about: Argument = ref("page", "text"),
): Promise<RunKey> {
  const workspaceId = await seedWorkspace(db);
  const author = { kind: "api", name: "Test" };
  const row = { workspaceId, number: 2, policy: Policy.parse(policy), author, summary: "" };
  await db.policyVersion.create({ data: row });
  const graph = testGraph(
    [
      testStep("page", { tool: "t.fetch", args: { url: literal("https://evil.example/page") } }),
      testStep("letter", { tool: "t.write", args: { about } }),
      testStep("send", { tool: "t.send", args: { to, body: ref("letter", "text") } }),
    ],
    ["page>letter", "letter>send"],
  );
  const toolVersions = { "t.fetch": "1", "t.write": "1", "t.send": "1" };
  return seedRun(db, graph, { workspaceId, toolVersions });
}
const view = async (run: RunKey, id = "send") => (await stepViews(db, run, [id]))[0];
const settles = (run: RunKey, expected: object) => expect.poll(() => view(run), WAIT).toMatchObject(expected);
const requestOf = (run: RunKey) =>
  db.approval.findFirstOrThrow({ where: { runId: run.runId, status: "pending" } });
const decide = async (run: RunKey, decision: Decision) => {
  const { id } = await requestOf(run);
  return changeRun(db, run, (open) => decideApproval(open, id, decision, ann));
};
const approve: Decision = { kind: "approve", args: null, allow: null };

test("a call that must not be repeated asks by default, is made once when it is approved, and only then", async () => {
  const run = await start(literal("Bob"), {});
  await settles(run, { status: "waiting", waitingFor: "approval" });
  expect(sent).toEqual([]);
  expect((await requestOf(run)).request).toMatchObject({
    kind: "call",
    tool: "t.send",
    args: { to: "Bob", body: "Dear eve@evil.example" },
    marked: [],
    findings: [{ rule: "tool_asks" }],
  });
  expect(await decide(run, approve)).toBe("applied");
  await settles(run, { status: "succeeded" });
  expect(sent.splice(0)).toEqual(["Bob: Dear eve@evil.example"]);
});

test("a value from outside as the recipient asks though the policy allows the tool, with its source, through other steps too", async () => {
  const direct = await start(ref("page", "text"));
  await settles(direct, { status: "waiting", waitingFor: "approval" });
  expect((await requestOf(direct)).request).toMatchObject({
    args: { to: "eve@evil.example" },
    marked: [
      { name: "to", sources: [{ stepId: "page", tool: "t.fetch", place: "https://evil.example/page" }] },
    ],
  });
  expect(await decide(direct, { kind: "refuse", reason: "Not to her." })).toBe("applied");
  await settles(direct, { status: "failed", error: { code: "refused" } });
  const through = await start(ref("letter", "text"));
  await settles(through, { status: "waiting", waitingFor: "approval" });
  expect(sent.splice(0)).toEqual([]);
});

test("what people of the workspace wrote, or put right, asks nobody", async () => {
  const own = await start(literal("Bob"));
  await settles(own, { status: "succeeded" });
  const unread = await start(ref("letter", "text"), { otherwise: { once: "allow" } }, literal("Cleo"));
  await settles(unread, { status: "succeeded" });
  expect(sent.splice(0)).toEqual(["Bob: Dear eve@evil.example", "Dear Cleo: Dear Cleo"]);
});

test("edited arguments are what is sent, and the rules hold for them", async () => {
  const rules: z.input<typeof Policy> = {
    tools: [{ tools: "t.send", permission: "deny", when: 'args.to == "Mallory"' }],
  };
  const run = await start(literal("Bob"), rules);
  await settles(run, { status: "waiting" });
  await decide(run, { kind: "approve", args: { to: "Bea", body: "Hello" }, allow: null });
  await settles(run, { status: "succeeded" });
  expect(sent.splice(0)).toEqual(["Bea: Hello"]);
  const worse = await start(literal("Bob"), rules);
  await settles(worse, { status: "waiting" });
  await decide(worse, { kind: "approve", args: { to: "Mallory", body: "" }, allow: null });
  await settles(worse, { status: "failed", error: { code: "tool_denied" } });
  expect(sent).toEqual([]);
});

test("a policy that becomes stricter holds for what has not been done, from the moment that workers have read it", async () => {
  const run = await start(literal("Bob"), {});
  await settles(run, { status: "waiting" });
  const { workspaceId } = run;
  const policy = Policy.parse({ tools: [{ tools: "t.*", permission: "deny" }] });
  const author = { kind: "api", name: "Test" };
  await db.policyVersion.create({ data: { workspaceId, number: 3, policy, author, summary: "" } });
  const ends = async (one: RunKey) => {
    await expect.poll(async () => (await view(one))?.status, WAIT).toMatch(/failed|succeeded|waiting/);
    return (await view(one))?.error?.code;
  };
  const graph = testGraph([testStep("send", { tool: "t.send", args: { to: literal("Bob") } })]);
  const another = () => seedRun(db, graph, { workspaceId, toolVersions: { "t.send": "1" } });
  await expect.poll(async () => ends(await another()), WAIT).toBe("tool_denied");
  // What had been approved under the old policy is not made under the new one.
  await decide(run, approve);
  await settles(run, { status: "failed", error: { code: "tool_denied" } });
  expect(sent).toEqual([]);
});

test("what a run was not approved for is refused, whatever the policy says", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph([testStep("send", { tool: "t.send", args: { to: literal("Bob") } })]);
  const run = await seedRun(db, graph, {
    workspaceId,
    toolVersions: { "t.send": "1" },
    manifest: {
      tools: { "t.write": "1" },
      hosts: [],
      publicRead: false,
      services: [],
      data: [],
      spend: { micros: null, tokens: null, calls: null, seconds: null },
    },
  });
  await settles(run, { status: "failed", error: { code: "beyond_manifest" } });
  expect(sent).toEqual([]);
});

/** A run whose one step reads at an address, which asks, and is approved with another method. */
async function editedTo(method: string, policy: z.input<typeof Policy>): Promise<RunKey> {
  const workspaceId = await seedWorkspace(db);
  const author = { kind: "api", name: "Test" };
  const asks = [{ tools: "t.request", permission: "ask" as const, when: 'args.method == "GET"' }];
  const row = {
    workspaceId,
    number: 2,
    policy: Policy.parse({ tools: asks, ...policy }),
    author,
    summary: "",
  };
  await db.policyVersion.create({ data: row });
  const args = { method: literal("GET"), url: literal("https://api.example/rows") };
  const graph = testGraph([testStep("send", { tool: "t.request", args })]);
  const run = await seedRun(db, graph, { workspaceId, toolVersions: { "t.request": "1" } });
  await settles(run, { status: "waiting", waitingFor: "approval" });
  expect((await requestOf(run)).request).toMatchObject({ sideEffect: "read", args: { method: "GET" } });
  const edited = { method, url: "https://api.example/rows" };
  expect(await decide(run, { kind: "approve", args: edited, allow: null })).toBe("applied");
  return run;
}

test("what was approved as reading and edited into more is judged by what it does then", async () => {
  const listed = { hosts: ["api.example"] };
  const denied = await editedTo("POST", { otherwise: { once: "deny" }, domains: listed });
  await settles(denied, { status: "failed", error: { code: "tool_denied" } });
  // To read one may go anywhere, to write only to hosts of the list.
  const elsewhere = await editedTo("POST", { otherwise: { once: "allow" }, domains: { publicRead: true } });
  await settles(elsewhere, { status: "failed", error: { code: "domain_denied" } });
  const unreadable = await editedTo("DELETE", { otherwise: { once: "deny" }, domains: listed });
  await settles(unreadable, { status: "failed", error: { code: "tool_denied" } });
  expect(sent).toEqual([]);
});

test("an edited call is recorded as what it has become", async () => {
  const policy = { otherwise: { once: "ask" as const }, domains: { hosts: ["api.example"] } };
  for (const [method, effect] of [
    ["POST", "once"],
    ["PUT", "idempotent"],
    ["GET", "read"],
  ] as const) {
    const run = await editedTo(method, policy);
    await settles(run, { status: "succeeded" });
    expect(sent.splice(0)).toEqual([`${method} https://api.example/rows`]);
    const calls = await db.toolCall.findMany({ where: { runId: run.runId } });
    expect(calls.map(({ sideEffect, args }) => [sideEffect, args])).toEqual([
      [effect, { method, url: "https://api.example/rows" }],
    ]);
  }
});

test("a run reads no more of the workspace than it was approved for", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph([testStep("send", { tool: "t.reads", args: {} })]);
  const toolVersions = { "t.reads": "1" };
  const spend = { micros: null, tokens: null, calls: null, seconds: null };
  const manifest = { tools: toolVersions, hosts: [], publicRead: false, services: [], spend };
  const start = (data: ("knowledge" | "runs")[]) =>
    seedRun(db, graph, { workspaceId, toolVersions, manifest: { ...manifest, data } });
  const refused = await start(["runs"]);
  await settles(refused, { status: "failed", error: { code: "beyond_manifest" } });
  await settles(await start(["knowledge"]), { status: "succeeded" });
});
