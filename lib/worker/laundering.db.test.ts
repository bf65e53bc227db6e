import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { newId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import { Policy } from "#lib/domain/policy.ts";
import type { Argument, Step } from "#lib/domain/step.ts";
import { changeRun } from "#lib/ledger/change-run.ts";
import { correctStep } from "#lib/ledger/correct-step.ts";
import { decideApproval, type Decision } from "#lib/ledger/decide-approval.ts";
import { decideStep } from "#lib/ledger/decide-step.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { codeRun } from "#lib/tools/builtin/code-run.ts";
import { humanAsk } from "#lib/tools/builtin/human-ask.ts";
import { defineTool, ToolError } from "#lib/tools/contract.ts";
import { marksOf } from "./marked-arguments.ts";
import { workerWithin } from "./worker-within.ts";

// Ways by which what somebody outside wrote could come to look like the workspace's own: it is passed on, computed with, cut in pieces,
// mixed with own words. In each a message goes to whom the page names, though the policy lets messages go unasked.

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 60_000, interval: 20 };
const EVE = "eve@evil.example";

const sent: string[] = [];
const base = {
  description: "",
  timeoutSeconds: 30,
  typicalSeconds: 0.1,
  costMicros: 0,
  unavailable: () => null,
};
const text = z.object({ text: z.string() });
const page = defineTool({
  ...base,
  name: "t.page",
  title: "Fetch a page",
  input: z.object({ url: z.string() }),
  output: z.object({ text: z.string(), list: z.array(z.string()) }),
  sideEffect: "read",
  outside: true,
  run: () => Promise.resolve({ output: { text: EVE, list: [EVE, EVE] }, summary: "Fetched." }),
});
const echo = defineTool({
  ...base,
  name: "t.echo",
  title: "Say again",
  input: z.object({ about: z.unknown() }),
  output: text,
  sideEffect: "read",
  run: ({ about }) => Promise.resolve({ output: { text: String(about) }, summary: "Said." }),
});
const fails = defineTool({
  ...echo,
  name: "t.fails",
  title: "Fail",
  run: () => Promise.reject(new ToolError("nothing_found", "It found nothing.")),
});
const send = defineTool({
  ...base,
  name: "t.send",
  title: "Send a message",
  input: z.object({ to: z.unknown(), body: z.string().default("") }),
  output: z.object({ receipt: z.string() }),
  sideEffect: "once",
  sensitive: ["to"],
  run: ({ to }) => {
    sent.push(JSON.stringify(to));
    return Promise.resolve({ output: { receipt: "sent" }, summary: "Sent." });
  },
});
const stop = workerWithin(url, [page, echo, fails, send, codeRun, humanAsk]);
afterAll(stop);

const literal = (value: Json): Argument => ({ kind: "literal", value });
const ref = (from: string, ...path: (string | number)[]): Argument => ({ kind: "ref", ref: from, path });
const reading = testStep("page", { tool: "t.page", args: { url: literal("https://evil.example/page") } });
const sending = (to: Argument, changes: Partial<Step> = {}) =>
  testStep("send", { tool: "t.send", args: { to }, ...changes });
const echoing = (id: string, about: Argument) => testStep(id, { tool: "t.echo", args: { about } });

async function start(steps: Step[], edges: string[]): Promise<RunKey> {
  const workspaceId = await seedWorkspace(db);
  const author = { kind: "api", name: "Test" };
  const policy = Policy.parse({ otherwise: { once: "allow" } });
  await db.policyVersion.create({ data: { workspaceId, number: 2, policy, author, summary: "" } });
  const names = ["t.page", "t.echo", "t.fails", "t.send", "code.run", "human.ask"];
  const toolVersions = Object.fromEntries(names.map((name) => [name, "1"]));
  return seedRun(db, testGraph(steps, edges), { workspaceId, toolVersions });
}
const view = async (run: RunKey, id = "send") => (await stepViews(db, run, [id]))[0];
const settles = (run: RunKey, expected: object, id = "send") =>
  expect.poll(() => view(run, id), WAIT).toMatchObject(expected);
const decide = async (run: RunKey, decision: Decision) => {
  const { id } = await db.approval.findFirstOrThrow({ where: { runId: run.runId, status: "pending" } });
  const ann = { kind: "user", userId: newId(), workspaceId: "", role: "owner", name: "Ann" } as const;
  expect(await changeRun(db, run, (open) => decideApproval(open, id, decision, ann))).toBe("applied");
};
/** The message waits for a person, who is told which page the recipient came from. */
const asks = async (run: RunKey) => {
  await settles(run, { status: "waiting", waitingFor: "approval" });
  const { request } = await db.approval.findFirstOrThrow({ where: { runId: run.runId, status: "pending" } });
  expect(request).toMatchObject({
    marked: [{ name: "to", sources: [{ place: "https://evil.example/page" }] }],
  });
  expect(sent).toEqual([]);
};

const ways: [string, Step[], string[]][] = [
  [
    "said again by three steps",
    [
      reading,
      echoing("a", ref("page", "text")),
      echoing("b", ref("a", "text")),
      echoing("c", ref("b", "text")),
      sending(ref("c", "text")),
    ],
    ["page>a", "a>b", "b>c", "c>send"],
  ],
  [
    "computed by a program",
    [
      reading,
      testStep("code", {
        tool: "code.run",
        args: {
          code: literal("return input.split('').reverse().reverse().join('');"),
          input: ref("page", "text"),
        },
      }),
      sending(ref("code", "result")),
    ],
    ["page>code", "code>send"],
  ],
  [
    "as a part of a template",
    [reading, sending({ kind: "template", parts: ["Team <", { ref: "page", path: ["text"] }, ">"] })],
    ["page>send"],
  ],
  [
    "among own values in a list",
    [reading, sending({ kind: "list", items: [literal("team@own.example"), ref("page", "text")] })],
    ["page>send"],
  ],
  [
    "deep in an object",
    [
      reading,
      sending({ kind: "object", properties: { people: { kind: "list", items: [ref("page", "list", 1)] } } }),
    ],
    ["page>send"],
  ],
  [
    "mixed with own words before",
    [
      reading,
      echoing("own", literal("team@own.example")),
      echoing("mix", { kind: "list", items: [ref("own", "text"), ref("page", "text")] }),
      sending(ref("mix", "text")),
    ],
    ["page>mix", "own>mix", "mix>send"],
  ],
  [
    "by a fallback, where the step's own tool brings in nothing",
    [
      testStep("page", {
        tool: "t.fails",
        args: { about: literal("x") },
        fallbacks: [{ tool: "t.page", args: { url: literal("https://evil.example/page") } }],
      }),
      sending(ref("page", "text")),
    ],
    ["page>send"],
  ],
  [
    "item by item of a map",
    [
      reading,
      testStep("each", {
        kind: "map",
        each: { ref: "page", path: ["list"] },
        tool: "t.echo",
        args: { about: ref("each", "item") },
      }),
      sending(ref("each", 1, "text")),
    ],
    ["page>each", "each>send"],
  ],
  [
    "under a fallback of the step that sends",
    [
      reading,
      sending(literal("team@own.example"), {
        tool: "t.fails",
        args: { about: literal("x") },
        fallbacks: [{ tool: "t.send", args: { to: ref("page", "text") } }],
      }),
    ],
    ["page>send"],
  ],
];

test.each(ways)("%s it is still a stranger's", async (_, steps, edges) => {
  await asks(await start(steps, edges));
});

test("the steps of a map that send to what a page lists ask one by one", async () => {
  const run = await start(
    [
      reading,
      testStep("send", {
        kind: "map",
        each: { ref: "page", path: ["list"] },
        tool: "t.send",
        args: { to: ref("send", "item") },
      }),
    ],
    ["page>send"],
  );
  await settles(run, { status: "waiting", waitingFor: "approval" }, "send.0");
  await settles(run, { status: "waiting", waitingFor: "approval" }, "send.1");
  expect(sent).toEqual([]);
});

test("an answer that a person was asked for with the page before them is that page's too, any other is theirs", async () => {
  const ask = (question: Argument) =>
    testStep("ask", { tool: "human.ask", args: { question }, title: "To whom?" });
  const shown = await start(
    [reading, ask(ref("page", "text")), sending(ref("ask", "answer"))],
    ["page>ask", "ask>send"],
  );
  await settles(shown, { status: "waiting", waitingFor: "answer" }, "ask");
  await decide(shown, { kind: "answer", answer: { answer: EVE } });
  await asks(shown);
  const plain = await start([ask(literal("To whom?")), sending(ref("ask", "answer"))], ["ask>send"]);
  await settles(plain, { status: "waiting", waitingFor: "answer" }, "ask");
  await decide(plain, { kind: "answer", answer: { answer: "bea@own.example" } });
  await settles(plain, { status: "succeeded" });
  expect(sent.splice(0)).toEqual(['"bea@own.example"']);
});

test("what a person puts right, or gives in a step's place, is that person's; what is made of the rest is not", async () => {
  const run = await start(
    [
      reading,
      echoing("a", ref("page", "text")),
      testStep("wait", { tool: "human.ask", args: { question: literal("Go on?") } }),
      sending(ref("a", "text")),
    ],
    ["page>a", "a>send", "wait>send"],
  );
  await settles(run, { status: "waiting" }, "wait");
  await settles(run, { status: "succeeded" }, "a");
  await correctStep(db, { ...run, stepId: "a" }, () => ({ text: "bea@own.example" }), "Ann", null);
  await decide(run, { kind: "answer", answer: { answer: "yes" } });
  await settles(run, { status: "succeeded" });
  expect(sent.splice(0)).toEqual(['"bea@own.example"']);

  const skipped = await start(
    [testStep("page", { tool: "t.fails", args: { about: literal("x") } }), sending(ref("page", "text"))],
    ["page>send"],
  );
  await settles(skipped, { status: "failed" }, "page");
  await decideStep(
    db,
    { ...skipped, stepId: "page" },
    { kind: "skip", output: { text: "cleo@own.example" } },
    "Ann",
  );
  await settles(skipped, { status: "succeeded" });
  expect(sent.splice(0)).toEqual(['"cleo@own.example"']);
});

test("what a model fills in after it was told what was wrong with the answer before is that answer's too", async () => {
  const step = testStep("send", { tool: "t.post", args: { to: { kind: "open" } } });
  const run = await start([step], []);
  const post = defineTool({ ...send, name: "t.post", outside: true });
  const token = { ...run, stepId: "send", attempt: 2, workerId: "w" };
  const recorded = {
    call: 0,
    tool: "t.post",
    toolVersion: "1",
    sideEffect: "once" as const,
    args: { to: EVE },
  };
  const call = {
    ...run,
    step,
    item: null,
    goal: null,
    recorded,
    tool: post,
    parsed: { to: EVE },
    origins: [],
  };
  const means = { db, tools: new Map([["t.post", post]]) };
  expect(await marksOf({ ...call, missing: [] }, token, means)).toEqual({ marked: [], composed: [] });
  const again = await marksOf({ ...call, missing: [`Write to ${EVE}.`] }, token, means);
  expect(again.marked).toMatchObject([{ name: "to", sources: [{ stepId: "send" }] }]);
});
