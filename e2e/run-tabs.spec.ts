import type { Database } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import { stepView } from "#lib/testing/step-views.ts";
import { openInstallation } from "./installation.ts";
import { finishedRun, recordCall, tellAt } from "./seeded-run.ts";
import { expect, look, planGoal, runStatus, startRun, test } from "./support.ts";
import { withWorkerStopped } from "./worker-process.ts";

let database: Database;
test.beforeAll(() => {
  database = openInstallation();
});
test.afterAll(async () => {
  await database.close();
});

const CHAIN = testGraph(
  [
    testStep("research", { title: "Research the market" }),
    testStep("ask", { title: "Ask about the budget" }),
    testStep("write", { title: "Write a strategy that has a rather long title" }),
  ],
  ["research>write", "ask>write"],
);

test("the timeline marks what was waited for and the critical path, and is walked and zoomed by keyboard", async ({
  page,
}) => {
  const { prisma } = database;
  const run = await finishedRun(prisma, CHAIN, { write: "done" }, "A run with every wait");
  const times = { research: [1, 40], ask: [0, 400], write: [432, 480] };
  for (const [stepId, [from, to]] of Object.entries(times)) {
    await prisma.$executeRaw`
      update step_runs s set started_at = r.started_at + make_interval(secs => ${from}), finished_at = r.started_at + make_interval(secs => ${to})
      from runs r where r.id = s.run_id and s.run_id = ${run.runId} and s.step_id = ${stepId}`;
  }
  await prisma.$executeRaw`update runs set finished_at = started_at + interval '480 seconds' where id = ${run.runId}`;
  const error = { code: "tool_failed", message: "Busy", retryable: true };
  const changed = (stepId: string, parts: Parameters<typeof stepView>[1]) =>
    ({ type: "step.changed", step: stepView(stepId, parts), what: "Waits" }) as const;
  const started = (stepId: string, attempt: number) => ({ type: "step.started", stepId, attempt }) as const;
  const done = (stepId: string) => ({ type: "step.done", stepId, status: "succeeded" }) as const;
  const status = (name: "paused" | "running") =>
    ({ type: "run.status", status: name, reason: null, startedAt: null, finishedAt: null }) as const;
  await tellAt(prisma, run, [
    { seconds: 0, body: started("ask", 1) },
    { seconds: 1, body: started("research", 1) },
    { seconds: 5, body: changed("ask", { status: "waiting", waitingFor: "answer" }) },
    { seconds: 10, body: changed("research", { status: "waiting", waitingFor: "timer", error }) },
    { seconds: 30, body: started("research", 2) },
    { seconds: 40, body: done("research") },
    { seconds: 395, body: started("ask", 2) },
    { seconds: 400, body: done("ask") },
    { seconds: 400, body: { type: "step.ready", stepId: "write" } },
    { seconds: 400, body: status("paused") },
    { seconds: 430, body: status("running") },
    { seconds: 432, body: started("write", 1) },
    { seconds: 480, body: done("write") },
  ]);
  await page.goto(`/runs/${run.runId}`);
  await page.getByRole("tab", { name: "Timeline" }).click();
  const panel = page.getByRole("tabpanel");
  await expect(panel.getByText("Waiting for an answer")).toBeVisible();
  await expect(panel.getByText("Waiting for the next try")).toBeVisible();
  await expect(panel.getByText("The run was paused")).toBeVisible();
  await expect(panel.getByText("Waiting for an approval")).toHaveCount(0);
  await expect(
    panel.getByText("Critical path: 2 steps, which ran 58 s and waited 7 min 2 s, mostly for an answer."),
  ).toBeVisible();
  await expect(panel.locator('[data-stretch="answer"]')).toHaveCount(1);
  const rows = panel.getByRole("list", { name: "Steps in time" }).getByRole("button");
  await rows.first().focus();
  await page.keyboard.press("End");
  await expect(rows.last()).toBeFocused();
  await expect(
    panel.getByText(
      /^Write a strategy that has a rather long title: succeeded, ran 48 s, was paused with the run for 30 s, waited 2 s for a worker/,
    ),
  ).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(panel.getByText(/^Research the market: .*waited 20 s for the next try/)).toBeVisible();
  await look(page, "timeline");

  const list = panel.getByRole("list", { name: "Steps in time" });
  const width = async () => (await list.boundingBox())?.width ?? 0;
  const before = await width();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await expect.poll(width).toBeGreaterThan(before * 3.5);
  await expect(panel.getByText("Research the market", { exact: true }).last()).toBeInViewport();
  await look(page, "timeline-zoomed");
  await page.getByRole("button", { name: "The whole time" }).click();
  await expect.poll(width).toBe(before);
  await rows.first().press("Enter");
  const step = page.getByRole("complementary", { name: "Step: Research the market" });
  await step.getByText("Log", { exact: true }).click();
  const log = step.getByRole("list", { name: "Log of the step, newest first" });
  await expect(log.getByRole("listitem").first()).toContainText("Research the market: Succeeded");
  await expect(log.getByRole("listitem")).toHaveCount(4);
});

test("the cost is added up by step, tool and model to the run's own figure, and says what was in vain", async ({
  page,
}) => {
  const { prisma } = database;
  const run = await finishedRun(prisma, CHAIN, { write: "done" }, "A run that cost something");
  const spend = async (
    stepId: string,
    tool: string,
    costMicros: number,
    attempt: number,
    failure?: string,
  ) => {
    await recordCall(prisma, run, {
      stepId,
      tool,
      args: {},
      costMicros,
      attempt,
      ...(failure && { failure }),
    });
    await prisma.$executeRaw`
      update step_runs set cost_micros = cost_micros + ${costMicros}, attempt = ${attempt}
      where run_id = ${run.runId} and step_id = ${stepId}`;
  };
  await spend("research", "web.search", 30_000, 1, "Too many requests");
  await spend("research", "web.search", 50_000, 2);
  await prisma.attempt.create({
    data: { ...run, stepId: "research", attempt: 1, status: "failed", finishedAt: new Date() },
  });
  const asked = {
    role: "executor",
    purpose: "step.write",
    ...run,
    stepId: "write",
    provider: "a provider",
    seconds: 2,
  };
  const counted = { inputTokens: 1_000, outputTokens: 200, costMicros: 420_000 };
  await prisma.modelCall.create({ data: { ...asked, ...counted, id: newId(), model: "large-model" } });
  await page.goto(`/runs/${run.runId}`);
  await expect(page.locator("header").getByText("$0.50")).toBeVisible();
  await page.getByRole("tab", { name: "Cost" }).click();
  const panel = page.getByRole("tabpanel");
  await expect(panel.getByText("$0.03 · 6 % of all")).toBeVisible();
  const byStep = panel.getByRole("group", { name: "Cost by step" });
  const line = (place: number) => byStep.getByRole("row").nth(place);
  await expect(line(1)).toContainText("Write a strategy");
  await expect(line(1)).toContainText("$0.42");
  await expect(line(4)).toHaveText(/The whole run\s*\$0\.50/);
  await byStep.getByRole("button", { name: "Cost" }).click();
  await byStep.getByRole("button", { name: "Cost" }).click();
  await expect(line(1)).toContainText("Ask about the budget");
  await look(page, "cost");
  await panel.getByRole("button", { name: "By tool" }).click();
  const byTool = panel.getByRole("group", { name: "Cost by tool" });
  await expect(byTool.getByRole("row").nth(2)).toHaveText(/web\.search\s*\$0\.08\s*2\s*1/);
  await expect(byTool.getByRole("row").last()).toContainText("$0.50");
  await panel.getByRole("button", { name: "By model" }).click();
  await expect(panel.getByRole("group", { name: "Cost by model" }).getByRole("row").last()).toHaveText(
    /All models\s*\$0\.42/,
  );
});

test("a step says what it had to pass, and which attempt did not", async ({ page }) => {
  const { prisma } = database;
  const doneCondition = {
    required: [["report"]],
    schema: null,
    expression: "output.found > 0",
    rubric: null,
    maxRepeats: 0,
  };
  const graph = testGraph([testStep("check", { title: "Check the numbers", doneCondition })]);
  const run = await finishedRun(
    prisma,
    graph,
    { check: { report: "# Numbers\n\n#### Deep", found: 2 } },
    "A run with checks",
  );
  const ended = { ...run, stepId: "check", finishedAt: new Date() };
  await prisma.attempt.createMany({
    data: [
      {
        ...ended,
        attempt: 1,
        status: "failed",
        error: { code: "incomplete", message: "“report” is not there.", retryable: true },
      },
      { ...ended, attempt: 2, status: "succeeded" },
    ],
  });
  await page.goto(`/runs/${run.runId}`);
  await page.locator(".react-flow__node").click();
  const step = page.getByRole("complementary", { name: "Step: Check the numbers" });
  await step.getByText("Checks", { exact: true }).click();
  await expect(step.getByText("Its done-condition, attempt 1")).toBeVisible();
  await expect(step.getByText("“report” is there and not empty")).toBeVisible();
  await expect(step.getByText("It holds: output.found > 0")).toBeVisible();
  await look(page, "step-checks");
});

test("a person elsewhere in the app is told when a run that they left has finished", async ({ page }) => {
  await planGoal(page, "Research refill shops, then draft a newsletter");
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  let run = "";
  await withWorkerStopped(database, async () => {
    await startRun(page);
    run = page.url();
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Playbooks" }).click();
    await expect(page.getByRole("heading", { name: "Playbooks", level: 1 })).toBeVisible();
  });
  const notice = page.getByRole("status").filter({ hasText: /“.+” has succeeded\./ });
  await expect(notice).toBeVisible({ timeout: 60_000 });
  await notice.getByRole("link", { name: "See the run" }).click();
  await page.waitForURL(run);
  await expect(runStatus(page, "Succeeded")).toBeVisible();
});

test("a lost connection is said, and what was missed is there when it is back", async ({
  page,
  expectedErrors,
}) => {
  expectedErrors.push(/ERR_INTERNET_DISCONNECTED/);
  await planGoal(page, "Research refill shops, then draft a newsletter");
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await withWorkerStopped(database, async () => {
    await startRun(page);
    await expect(page.getByText("Live", { exact: true })).toBeVisible();
    const { pathname } = new URL(page.url());
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Runs" }).click();
    // The stream of the run's page is another one, and that cannot be had.
    await page.route("**/api/events?*", (route) => route.abort("internetdisconnected"));
    await page.locator(`a[href="${pathname}"]`).first().click();
    await expect(page.getByText("The connection to the server was lost")).toBeVisible({ timeout: 60_000 });
  });
  await page.unroute("**/api/events?*");
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("The connection to the server was lost")).toHaveCount(0);
});
