import { beforeAll, expect, test, vi } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import { RunDocument } from "#lib/domain/run-document.ts";
import { StepRunDetail } from "#lib/domain/run.ts";
import { SharedEventPage, SharedView } from "#lib/domain/share.ts";
import { readEvents } from "#lib/events/read.ts";
import { testDb } from "#lib/testing/database.ts";
import { failAll, searchStep } from "#lib/testing/drive-run.ts";
import { newMember } from "#lib/testing/members.ts";
import { HOSTILE, NAUGHTY } from "#lib/testing/naughty-strings.ts";
import { seedPlan, testGraph } from "#lib/testing/seed-run.ts";
import { claimReady, finishStep } from "#lib/testing/work-steps.ts";
import { createShareLink } from "./create-share-link.ts";
import { exportRun } from "./export-run.ts";
import { getRun } from "./get-run.ts";
import { getSharedOutputPage } from "./get-shared-output-page.ts";
import { getSharedStep } from "./get-shared-step.ts";
import { getStepRun } from "./get-step-run.ts";
import { listSharedEvents } from "./list-shared-events.ts";
import { openShare } from "./open-share.ts";
import { saveSecret } from "./save-secret.ts";
import { startRun } from "./start-run.ts";

const { prisma: db } = await testDb();

beforeAll(() => {
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
});

/** A run of steps a > b > c whose outputs are those given; a step without one fails. */
async function runWith(outputs: Record<string, Json>, titles: Record<string, string> = {}) {
  const member = await newMember(db);
  const steps = ["a", "b", "c"].map((id) => searchStep(id, { title: titles[id] ?? `Step ${id}` }));
  const planId = await seedPlan(db, member.workspaceId, testGraph(steps, ["a>b", "b>c"]));
  const { ctx, workspaceId } = member;
  const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
  for (const id of ["a", "b", "c"]) {
    const output = outputs[id];
    if (output === undefined) await failAll(db, runId);
    else for (const step of await claimReady(db, { runId })) await finishStep(db, step, output);
  }
  return { ctx, workspaceId, runId, planId };
}

async function exported(run: Awaited<ReturnType<typeof runWith>>, as: "json" | "markdown") {
  const { content, ...file } = await exportRun({ ctx: run.ctx, input: { runId: run.runId, as } });
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return { ...file, pieces, text: new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces)) };
}

test("a run as JSON has all that is kept of it, and its format says so", async () => {
  const odd = "NUL \u0000, half \ud83d a pair, \u241b, \u2028 and 😀";
  const run = await runWith({ a: { text: odd }, b: { list: [...NAUGHTY, ...HOSTILE] }, c: "done" });
  const { name, text } = await exported(run, "json");
  expect(name).toMatch(/, run 1\.run\.json$/);
  const document = RunDocument.parse(JSON.parse(text));
  const view = await getRun({ ctx: run.ctx, input: { runId: run.runId } });
  expect(document).toMatchObject({
    format: "planwright.run",
    version: 1,
    plan: { title: view.planTitle, goal: view.goal, version: 1, graph: view.graph },
    run: { number: 1, status: "succeeded", stepsDone: 3, costMicros: 0 },
    eventsLeft: 0,
  });
  expect(document.steps.map(({ stepId, output }) => [stepId, output])).toEqual([
    ["a", { text: odd }],
    ["b", { list: [...NAUGHTY, ...HOSTILE] }],
    ["c", "done"],
  ]);
  for (const step of document.steps)
    expect(step).toMatchObject({ attempts: [{ status: "succeeded" }], outputLeft: null });
  const told = await readEvents(db, run.workspaceId, { [`run:${run.runId}`]: 0 }, 10_000);
  expect(document.events).toEqual(told.map(({ seq, at, body }) => ({ seq, at, body })));
  // Of the installation and its people it says nothing.
  for (const id of [run.workspaceId, run.planId, run.runId]) {
    expect(JSON.stringify({ ...document, events: [] })).not.toContain(id);
  }
});

test("a field that is called like what objects have stays in an output, on the page, in the files and for readers outside", async () => {
  const text = '{"list":[{"__proto__":[1],"constructor":2}],"__proto__":{"polluted":true}}';
  const named = JSON.parse(text) as Json;
  const run = await runWith({ a: named, b: [named], c: named });
  const { ctx, runId } = run;
  const { output } = await getStepRun({ ctx, input: { runId, stepId: "a" } });
  expect(JSON.stringify(output)).toBe(text);
  // As the browser reads it.
  expect(JSON.stringify(StepRunDetail.shape.output.parse(JSON.parse(text)))).toBe(text);
  const json = await exported(run, "json");
  expect(json.text).toContain(`"output":${text}`);
  const { steps } = RunDocument.parse(JSON.parse(json.text));
  expect(steps.map((step) => JSON.stringify(step.output))).toEqual([text, `[${text}]`, text]);
  expect((await exported(run, "markdown")).text).toContain('"__proto__": {');
  const { token } = await createShareLink({
    ctx,
    input: {
      shared: { what: "run", runId, showCosts: false },
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    },
  });
  const shown = await getSharedStep({ ctx: { db }, input: { token, stepId: "b" } });
  expect(JSON.stringify(shown.output)).toBe(`[${text}]`);
  expect({}).not.toHaveProperty("polluted");
});

test("a large output comes piece by piece, and is the same at its other end", async () => {
  // Pairs of surrogates at every place, so that pieces end within some.
  const large = { text: `${"😀".repeat(700_000)}x${"é😀".repeat(200_000)}` };
  const run = await runWith({ a: large, b: { inner: [large] } });
  const { pieces, text } = await exported(run, "json");
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(600_000);
  const { steps, run: facts } = RunDocument.parse(JSON.parse(text));
  expect(facts.status).toBe("needs_attention");
  expect(steps[0]?.output).toEqual(large);
  expect(steps[1]?.output).toEqual({ inner: [large] });
  expect(steps[2]).toMatchObject({ status: "failed", output: null, error: { message: "Busy." } });
});

test("a large output leaves the workspace without secrets that were stored later, in the file and on a link's pages", async () => {
  const value = "k3y-Of-The-shop-42";
  const url = `https://shop.example/?key=${encodeURIComponent(`${value} ü`)}`;
  // At every place, so that parts end within some; and a file's bytes, which are text that is no prose.
  const large = {
    text: `${value} 😀 "é"\n `.repeat(20_000),
    url,
    [`of ${value}`]: [true, Buffer.from(`a${value}`).toString("base64")],
  };
  const run = await runWith({ a: large, b: "b", c: "c" });
  const { ctx, runId } = run;
  expect((await exported(run, "json")).text.split(value)).toHaveLength(20_003);
  const hosts = ["shop.example"];
  await saveSecret({ ctx, input: { id: null, name: "Shop", value, hosts } });
  const { text } = await exported(run, "json");
  const clear = large.text.replaceAll(value, "•••");
  const output = RunDocument.parse(JSON.parse(text)).steps[0]?.output as Record<string, Json>;
  expect(output?.["text"] === clear).toBe(true);
  expect(output?.["url"]).toBe("https://shop.example/?key=•••%20%C3%BC");
  expect(output?.["of •••"]).toMatchObject([true, expect.stringMatching(/^.?•••.?$/)]);
  const { token } = await createShareLink({
    ctx,
    input: {
      shared: { what: "run", runId, showCosts: false },
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    },
  });
  const first = (await getSharedStep({ ctx: { db }, input: { token, stepId: "a" } })).large;
  let pages = first?.text ?? "";
  for (let offset = first?.next ?? null; offset !== null;) {
    const page = await getSharedOutputPage({ ctx: { db }, input: { token, stepId: "a", offset } });
    // Asked for from its midst, a value is not there either.
    const amid = await getSharedOutputPage({
      ctx: { db },
      input: { token, stepId: "a", offset: offset + 9 },
    });
    expect(amid.text).not.toMatch(/^\W*(?:[\w-]{0,17}42|k3y)/);
    pages += page.text ?? "";
    offset = page.next;
  }
  const shown = JSON.parse(pages) as { text: string };
  expect(shown.text.replaceAll("••••••", "•••") === clear).toBe(true);
  expect({ ...shown, text: "" }).toEqual({ ...output, text: "" });
});

test("secrets that read like ids, states, costs and numbers of events leave a run's file and its link whole", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const id = "look-up-4711";
  const graph = testGraph(
    [searchStep(id, { title: `After ${id}` }), searchStep("b", { title: "It succeeded" })],
    [`${id}>b`],
  );
  const planId = await seedPlan(db, workspaceId, graph);
  const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
  for (let place = 0; place < 2; place++)
    for (const step of await claimReady(db, { runId })) await finishStep(db, step, { pin: 12_345_678, id });
  await db.stepRun.updateMany({ where: { workspaceId, runId }, data: { costMicros: 12_345_678 } });
  for (const [place, value] of [id, "succeeded", "12345678", "step.started", "dependencies"].entries()) {
    await saveSecret({ ctx, input: { id: null, name: `Secret ${place}`, value, hosts: ["shop.example"] } });
  }
  const run = { ctx, workspaceId, runId, planId };
  const { steps, plan, events } = RunDocument.parse(JSON.parse((await exported(run, "json")).text));
  const shown = { status: "succeeded", costMicros: 12_345_678, output: { pin: "•••", id: "•••" } };
  expect(steps).toMatchObject([
    { stepId: "b", ...shown },
    { stepId: id, ...shown },
  ]);
  expect(plan.graph.steps.map(({ title }) => title)).toEqual(["After •••", "It •••"]);
  expect(plan.graph.dependencies).toEqual([{ from: id, to: "b" }]);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
  expect((await exported(run, "markdown")).text).toContain("After •••");
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const shared = { what: "run" as const, runId, showCosts: true };
  const { token } = await createShareLink({ ctx, input: { shared, expiresAt } });
  const reader = { db };
  const view = SharedView.parse(await openShare({ ctx: reader, input: { token } }));
  for (const { stepId } of view.run?.steps ?? []) {
    const detail = StepRunDetail.parse(await getSharedStep({ ctx: reader, input: { token, stepId } }));
    expect(detail).toMatchObject({ step: { stepId, status: "succeeded" }, output: shown.output });
  }
  SharedEventPage.parse(await listSharedEvents({ ctx: reader, input: { token } }));
});

test("a large output that was deleted for its age is named as such", async () => {
  const run = await runWith({ a: { text: "x".repeat(400_000) }, b: "b", c: "c" });
  await db.largeValue.deleteMany({ where: { workspaceId: run.workspaceId } });
  const { steps } = RunDocument.parse(JSON.parse((await exported(run, "json")).text));
  expect(steps[0]).toMatchObject({ output: null, outputLeft: { why: "deleted" } });
});

test("as Markdown it reads as a report: goal, result, steps, where things came from", async () => {
  const passages: Json = [
    { document: "Brand rules.md", text: "Green." },
    { url: "https://prices.example/list", title: "Prices" },
  ];
  const run = await runWith({
    a: { passages },
    b: { figures: [1, 2] },
    c: {
      markdown: "# Strategy\n\nBuy [this](http://ads.example/?me) <b>now</b>.\n\n- one\n- two",
      assembled: true,
    },
  });
  const { name, mediaType, text } = await exported(run, "markdown");
  expect(name).toMatch(/, run 1\.md$/);
  expect(mediaType).toBe("text/markdown; charset=utf-8");
  const places = [
    "# ",
    "## Goal",
    "## What was done",
    "3 of 3 steps are done.",
    "## Results",
    "### Step c",
    "#### Strategy",
    "Buy this (`http://ads.example/?me`) \\<b>now\\</b>.",
    "- one\n- two",
    "## What the other steps gave",
    "### Step a",
    "## Steps",
    "| Step c",
    "## Sources",
    "- Brand rules.md",
    "- `https://prices.example/list`",
  ].map((part) => {
    const place = text.indexOf(part);
    expect(place, part).toBeGreaterThanOrEqual(0);
    return place;
  });
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test("a member of another workspace gets neither", async () => {
  const run = await runWith({});
  const mallory = await newMember(db, { name: "Mallory" });
  for (const as of ["json", "markdown"] as const) {
    await expect(exportRun({ ctx: mallory.ctx, input: { runId: run.runId, as } })).rejects.toThrow(
      /no such run/,
    );
  }
});
