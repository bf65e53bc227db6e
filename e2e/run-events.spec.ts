import type { Database } from "#lib/db/client.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import { runTopic } from "#lib/ledger/keys.ts";
import { openInstallation } from "./installation.ts";
import { finishedRun, tell } from "./seeded-run.ts";
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
  await expect(panel.getByText("1 to 200 of 50,000")).toBeVisible();
  expect(pages).toHaveLength(1);
  await panel.getByRole("button", { name: "Older" }).click();
  await expect(panel.getByText("201 to 400 of 50,000")).toBeVisible();
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
  await page.getByRole("tab", { name: "Timeline" }).click();
  await expect(panel.getByText("Critical path:", { exact: false }).first()).toBeVisible();
  await page.getByRole("tab", { name: "Tool calls" }).click();
  await expect(panel.getByText("50,000 calls")).toBeVisible();
  expect(await panel.getByRole("listitem").count()).toBeLessThanOrEqual(100);
});
