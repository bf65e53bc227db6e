import type { Database } from "#lib/db/client.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import { runTopic } from "#lib/ledger/keys.ts";
import { view } from "./editor.ts";
import { openInstallation } from "./installation.ts";
import { finishedRun, tell, tellAt } from "./seeded-run.ts";
import { expect, look, test } from "./support.ts";

let database: Database;
test.beforeAll(() => {
  database = openInstallation();
});
test.afterAll(async () => {
  await database.close();
});

test("a run of 50,000 events opens at once, and its events are read, searched and scrolled", async ({
  page,
}) => {
  // Ten pages of five thousand events are read, on whatever machine.
  test.setTimeout(240_000);
  const { prisma } = database;
  const graph = testGraph(
    [testStep("gather", { title: "Gather" }), testStep("write", { title: "Write" })],
    ["gather>write"],
  );
  const run = await finishedRun(prisma, graph, { write: "done" }, "A run of many events");
  const { workspaceId, runId } = run;
  const topic = runTopic(runId);
  await prisma.event.deleteMany({ where: { workspaceId, topic } });
  // Five in a row, as a worker that is busy writes them.
  await prisma.$executeRaw`
    insert into events (workspace_id, topic, seq, bodies, created_at)
    select ${workspaceId}, ${topic}, 5 * place, (
      select jsonb_agg(jsonb_build_object('type', 'tool.called', 'stepId', case when n % 2 = 0 then 'gather' else 'write' end,
        'attempt', n, 'call', 0, 'tool', 'web.search', 'status', 'succeeded', 'message',
        case when n = 17 then 'The seventeenth of all' else 'Answer number ' || n end, 'costMicros', 0) order by n)
      from generate_series(5 * place - 4, 5 * place) as n
    ), now() - interval '1 day' + make_interval(secs => place)
    from generate_series(1, 10000) as place`;
  await prisma.topic.upsert({
    where: { workspaceId_topic: { workspaceId, topic } },
    create: { workspaceId, topic, lastSeq: 50_000 },
    update: { lastSeq: 50_000 },
  });
  // The pages of the past that the browser asks for.
  const pages: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes(`/api/runs/${runId}/events?`)) pages.push(request.url());
  });
  await page.goto(`/runs/${runId}`);
  await page.getByRole("tab", { name: "Events 50000" }).click();
  const list = page.getByRole("list", { name: "Events, newest first" });
  const panel = page.getByRole("tabpanel");
  await expect(list.getByText(/Answer number 50000/)).toBeVisible();
  await expect(panel.getByText("1 to 200 of up to 50,000")).toBeVisible();
  expect(pages).toHaveLength(1);
  await panel.getByRole("button", { name: "Older" }).click();
  await expect(panel.getByText("201 to 400 of up to 50,000")).toBeVisible();
  await expect(list.getByText(/Answer number 49800$/)).toBeVisible();
  expect(pages).toHaveLength(1);
  await expect(list.getByRole("listitem")).toHaveCount(200);
  await panel.getByRole("button", { name: "Newest" }).click();

  // What is told meanwhile comes on top at once, however long the past is.
  await tell(prisma, run, [{ type: "step.started", stepId: "gather", attempt: 2 }]);
  await expect(list.getByRole("listitem").first()).toContainText("Gather: Started attempt 2");

  await page.getByRole("textbox", { name: "Search the events" }).fill("SEVENTEENTH");
  await expect(list.getByText(/The seventeenth of all/)).toBeVisible({ timeout: 60_000 });
  expect(pages).toHaveLength(11);
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await page.getByRole("textbox", { name: "Search the events" }).fill("answer number 4999");
  await expect(list.getByRole("listitem")).toHaveCount(11);
  await look(page, "events");
  await page.getByRole("textbox", { name: "Search the events" }).fill("answer number 49999");
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await page.getByRole("combobox", { name: "Kind of events" }).selectOption("The run");
  await expect(panel.getByText("No event is like that.")).toBeVisible();
  await page.getByRole("combobox", { name: "Kind of events" }).selectOption("All events");
  await page.getByRole("textbox", { name: "Search the events" }).fill("");
  await panel.getByRole("button", { name: "Oldest" }).click();
  await expect(panel.getByText("50,001 to 50,001 of 50,001")).toBeVisible();
  await expect(list.getByText(/Answer number 1$/)).toBeVisible();
  await expect(panel.getByRole("button", { name: /^(Older|Oldest)$/ })).toHaveCount(0);
  await page.getByRole("tab", { name: "Timeline" }).click();
  await expect(panel.getByText("Critical path:", { exact: false }).first()).toBeVisible();
  await page.getByRole("tab", { name: "Tool calls" }).click();
  await expect(panel.getByText("50,000 calls")).toBeVisible();
  expect(await panel.getByRole("listitem").count()).toBeLessThanOrEqual(100);
});

test("an event that is lost on its way is fetched, and those after it go on coming", async ({ page }) => {
  const { prisma } = database;
  const run = await finishedRun(prisma, testGraph(["gather"]), {}, "A run with a lost event");
  await page.addInitScript(() => {
    window.EventSource = class extends EventSource {
      constructor(url: string | URL) {
        super(url);
        this.addEventListener("message", (message: MessageEvent<string>) => {
          if (message.data.includes('"attempt":2')) message.stopImmediatePropagation();
        });
      }
    };
  });
  await page.goto(`/runs/${run.runId}`);
  await page.getByRole("tab", { name: /^Events/ }).click();
  const items = page.getByRole("list", { name: "Events, newest first" }).getByRole("listitem");
  for (const attempt of [2, 3, 4])
    await tell(prisma, run, [{ type: "step.started", stepId: "gather", attempt }]);
  await expect(items.filter({ hasText: "Started attempt" })).toHaveText([
    /attempt 4/,
    /attempt 3/,
    /attempt 2/,
  ]);
  await tell(prisma, run, [{ type: "step.started", stepId: "gather", attempt: 5 }]);
  await expect(items.first()).toContainText("Started attempt 5");
});

test("a run that cannot be played back says why, and is once it can be", async ({ page, expectedErrors }) => {
  expectedErrors.push(/500/);
  const { prisma } = database;
  const run = await finishedRun(prisma, testGraph(["gather"]), { gather: "done" }, "A run to be played back");
  const done = { status: "succeeded", summary: null, hasOutput: true } as const;
  await tellAt(prisma, run, [
    { seconds: 0, body: { type: "step.started", stepId: "gather", attempt: 1 } },
    { seconds: 5, body: { type: "step.done", stepId: "gather", ...done } },
  ]);
  const events = `**/api/runs/${run.runId}/events?*`;
  await page.route(events, (route) => route.fulfill({ status: 500, json: {} }));
  await page.goto(`/runs/${run.runId}`);
  await page.getByRole("button", { name: "Play back" }).click();
  const bar = page.getByRole("group", { name: "Playback" });
  await expect(bar.getByText("The run cannot be played back")).toBeVisible();
  await look(page, "playback-failed");
  await page.unroute(events);
  await bar.getByRole("button", { name: "Try again" }).click();
  await expect(bar.getByText("of 1 step")).toBeVisible();
  await bar.getByRole("slider", { name: "Moment" }).press("End");
  await expect(bar.getByText("1 of 1 step")).toBeVisible();
  await bar.getByRole("button", { name: "End the playback" }).click();
  await expect(page.getByRole("button", { name: "Play back" })).toBeVisible();

  // What is left of its past when the first of it was deleted would show one that never was.
  const { workspaceId, runId } = run;
  await prisma.event.deleteMany({ where: { workspaceId, topic: runTopic(runId), seq: 1 } });
  await page.reload();
  await expect(page.getByText("Older events of this run were deleted", { exact: false })).toBeVisible();
  await expect(page.getByRole("button", { name: "Play back" })).toHaveCount(0);
});

test("cards say that their steps run; what moves on them rests while many do", async ({ page }) => {
  const { prisma } = database;
  const ids = Array.from({ length: 9 }, (_, index) => `step-${index}`);
  const run = await finishedRun(prisma, testGraph(ids), {}, "A run with many steps at once");
  await page.goto(`/runs/${run.runId}`);
  const canvas = page.locator(".plan-canvas");
  await expect(canvas).toHaveAttribute("data-layout", "settled");
  // From afar a card says it by a sign, which rests.
  while ((await view(page)).zoom < 0.6) await page.getByRole("button", { name: "Zoom in" }).click();
  const moving = () =>
    canvas.evaluate(
      (element) =>
        element
          .getAnimations({ subtree: true })
          .filter((each) => each instanceof CSSAnimation && each.playState === "running").length,
    );
  const start = (stepIds: readonly string[]) =>
    tell(
      prisma,
      run,
      stepIds.map((stepId) => ({ type: "step.started", stepId, attempt: 2 })),
    );
  await start(ids.slice(0, 8));
  await expect(canvas.getByText("Running")).toHaveCount(8);
  await expect.poll(moving).toBe(8);
  await start(ids.slice(8));
  await expect(canvas.getByText("Running")).toHaveCount(9);
  await expect.poll(moving).toBe(0);
});
