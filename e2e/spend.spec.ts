import type { Database } from "#lib/db/client.ts";
import { Policy } from "#lib/domain/policy.ts";
import { openInstallation } from "./installation.ts";
import { axe, card, expect, planGoal, REFERENCE_GOAL, runStatus, startRun, test } from "./support.ts";

let database: Database;
test.beforeAll(() => {
  database = openInstallation();
});
test.afterAll(async () => {
  await setCaps({});
  await database.close();
});

/** Makes a policy with these caps the one in force. */
async function setCaps(caps: object): Promise<void> {
  const { prisma } = database;
  const { id: workspaceId } = await prisma.workspace.findFirstOrThrow({ orderBy: { createdAt: "asc" } });
  const last = await prisma.policyVersion.findFirst({ where: { workspaceId }, orderBy: { number: "desc" } });
  const policy = Policy.parse({
    ...(last ? Policy.parse(last.policy) : {}),
    caps: { step: {}, run: {}, day: {}, memberDay: {}, ...caps },
  });
  const author = { kind: "api", name: "Test" };
  await prisma.policyVersion.create({
    data: { workspaceId, number: (last?.number ?? 0) + 1, policy, author, summary: "Caps of a test" },
  });
}

test("at its cap a run says which one, and goes on in place when the cap is raised, by keyboard and on a narrow screen", async ({
  page,
}) => {
  await setCaps({ run: { calls: 3 } });
  await planGoal(page, REFERENCE_GOAL);
  await startRun(page);
  const request = page.getByRole("article", { name: /Stopped: spend cap/ }).first();
  await expect(request).toBeVisible({ timeout: 60_000 });
  await expect(request).toContainText("This run may take 3 calls. Spent or held so far: 3 calls");
  await expect(runStatus(page, "Stopped: spend cap").first()).toBeVisible();
  await axe(page);

  await page.setViewportSize({ width: 360, height: 740 });
  await expect(request.getByRole("button", { name: "Raise the cap" })).toBeInViewport();
  const field = request.getByLabel("Raise the cap of this run to");
  await field.fill("2");
  await field.press("Tab");
  await request.getByRole("button", { name: "Raise the cap" }).press("Enter");
  await expect(
    request.getByText("This is not enough for the call: it needs 4 calls at least."),
  ).toBeVisible();
  await axe(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await field.fill("100");
  await request.getByRole("button", { name: "Raise the cap" }).press("Enter");
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });
  await expect(card(page, "Compose the strategy document")).toHaveAccessibleName(/, succeeded/);
});

test("the list and the inbox say it too, and a new policy lets the run go on by itself", async ({ page }) => {
  await setCaps({ run: { calls: 1 } });
  await planGoal(page, REFERENCE_GOAL);
  await startRun(page);
  await expect(page.getByText("Stopped: spend cap").first()).toBeVisible({ timeout: 60_000 });
  await expect(runStatus(page, "Stopped: spend cap").first()).toBeVisible();
  const run = page.url();
  await page.goto("/runs");
  await expect(page.getByText(/Stopped: spend cap\. This run may take 1 call\./).first()).toBeVisible();
  await page.goto("/approvals");
  await expect(page.getByRole("article", { name: /Stopped: spend cap/ }).first()).toBeVisible();
  await page.goto(run);
  await setCaps({});
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });
});
