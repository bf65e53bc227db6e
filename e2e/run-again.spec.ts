import type { Page } from "@playwright/test";
import type { Database } from "#lib/db/client.ts";
import { newId } from "#lib/domain/ids.ts";
import { DEFAULT_APPROVAL } from "#lib/domain/policy.ts";
import { offerUndo } from "#lib/ledger/offer-undo.ts";
import { holdRunPage } from "./held-run-page.ts";
import { openInstallation } from "./installation.ts";
import {
  axe,
  card,
  cardsThat,
  expect,
  FRUITLESS_GOAL,
  look,
  planGoal,
  runStatus,
  startRun,
  test,
} from "./support.ts";
import { withWorkerStopped } from "./worker-process.ts";

const panel = (page: Page) => page.getByRole("complementary", { name: /^Step:/ });

async function finishedRun(page: Page, goal: string): Promise<void> {
  await planGoal(page, goal);
  await startRun(page);
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });
}

for (const theme of ["light", "dark"] as const) {
  test(`an output is put right by hand, and what had used it is run again (${theme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await finishedRun(page, "Research refill shops, then draft a newsletter");
    const cards = page.locator(".react-flow__node");
    const count = await cards.count();
    await cards.first().click();
    await panel(page).getByRole("button", { name: "Edit output" }).click();
    const field = page.getByRole("dialog").getByLabel("Output", { exact: true });
    await field.fill("{ not JSON");
    await page.getByRole("button", { name: "Save the output" }).click();
    await expect(page.getByText(/This is not JSON/)).toBeVisible();
    await axe(page, "the dialog for an output");
    await field.fill(JSON.stringify({ text: "Put right by hand", found: 1, results: [] }));
    await page.getByRole("button", { name: "Save the output" }).click();
    await expect(
      panel(page)
        .getByText(/put right by Robin Ashby/)
        .first(),
    ).toBeVisible();
    const banner = page.getByText(/used an output that was put right since/).first();
    await expect(banner).toBeVisible();
    await expect(page.getByRole("img", { name: "Stale" })).toHaveCount(count - 1);
    await axe(page, "a run with stale steps");
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(cards.first()).toBeInViewport();
    await page.setViewportSize({ width: 1440, height: 900 });
    await expect(cards.first()).toBeInViewport();

    await page.getByRole("button", { name: /Run again…/ }).click();
    await axe(page, "the dialog of stale steps");
    await page.getByRole("button", { name: /^Run \d+ steps? again$/ }).click();
    await expect(page.getByRole("img", { name: "Stale" })).toHaveCount(0);
  });
}

test("a run is done again from a step: what comes before is taken over, and the run says what that saved", async ({
  page,
}) => {
  await finishedRun(page, "Research refill shops, then draft a newsletter");
  const first = page.url();
  const count = await page.locator(".react-flow__node").count();
  await page.getByRole("button", { name: "Run again", exact: true }).click();
  await page.getByRole("menuitem", { name: /The same version/ }).click();
  const again = page.getByRole("region", { name: "Run again" });
  await expect(again.getByText(new RegExp(`^${count} steps are taken over, 0 done anew`))).toBeVisible();
  await again.getByRole("button", { name: "Start the run" }).click();
  await page.waitForURL((url) => url.href !== first && url.pathname.startsWith("/runs/"));
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await expect(page.getByText(`${count} taken over, 0 done anew`)).toBeVisible();

  const second = page.url();
  await page.locator(".react-flow__node").last().click();
  await expect(panel(page).getByText(/Result taken over from run \d+/)).toBeVisible();
  await panel(page).getByRole("button", { name: "Run again from here" }).click();
  await page.getByRole("menuitem", { name: /The plan as it is now/ }).click();
  await expect(
    again.getByText(new RegExp(`^${count - 1} steps? (is|are) taken over, 1 done anew`)),
  ).toBeVisible();
  await expect(cardsThat(page, "would be taken over")).toHaveCount(count - 1);
  await expect(cardsThat(page, "would be done anew")).toHaveCount(1);
  await again.getByText("Step by step").click();
  await expect(again.getByText(/it is the chosen step or follows it/)).toHaveCount(1);
  await look(page, "rerun-preview");
  await again.getByRole("button", { name: "Cancel" }).click();
  await expect(cardsThat(page, "would be taken over")).toHaveCount(0);
  await panel(page).getByRole("button", { name: "Run again from here" }).click();
  await page.getByRole("menuitem", { name: /The plan as it is now/ }).click();
  // While the new run's page is slow to come, another click starts no second run.
  const { wanted, release } = await holdRunPage(page);
  const start = again.getByRole("button", { name: "Start the run" });
  await start.click();
  await wanted;
  await expect(start).toHaveAttribute("aria-busy", "true");
  release();
  await page.waitForURL((url) => url.href !== second && url.pathname.startsWith("/runs/"));
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await expect(page.getByText(`${count - 1} taken over, 1 done anew`)).toBeVisible();
  await axe(page, "a run that does another again");
});

test("what is left of a run is edited: started steps are locked, and the run goes on with the change", async ({
  page,
}) => {
  await planGoal(page, FRUITLESS_GOAL);
  await startRun(page);
  await expect(page.getByText("The run cannot go on by itself")).toBeVisible();
  const run = page.url();
  await page.getByRole("button", { name: "Edit remaining steps" }).click();
  await page.waitForURL(/\/plans\/[0-9a-z]{26}\?run=/);
  await expect(page.getByText(/Editing what is left of run/)).toBeVisible();
  await expect(page.getByText("Nothing to apply: the run goes by this plan.").first()).toBeAttached();

  await card(page, "Analyse our marketing metrics").click();
  await expect(page.getByText(/Started in run \d+, so it is locked/)).toBeVisible();
  await expect(page.getByRole("group", { name: /Step Analyse/ }).getByLabel("Title")).toBeDisabled();
  await page.keyboard.press("Delete");
  await expect(page.getByText(/has started in the run, so it is locked/)).toBeVisible();
  await axe(page, "the editor over a run");

  await cardsThat(page, "failed").click();
  await page.keyboard.press("Delete");
  await expect(page.getByText(/change(s)? to apply/)).toBeVisible();
  await page.getByRole("button", { name: "Apply to the run" }).click();
  await page.waitForURL(run);
  await expect(page.getByText(/version 2/)).toBeVisible();
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await card(page, "Analyse our marketing metrics").click();
  await expect(panel(page).getByText("1 attempt", { exact: true })).toBeVisible();
});

test("an edit of a run that was refused is not left in the plan without a word, and is taken back", async ({
  page,
}) => {
  await planGoal(page, FRUITLESS_GOAL);
  await startRun(page);
  await expect(page.getByText("The run cannot go on by itself")).toBeVisible();
  const runId = page.url().split("/").at(-1) ?? "";
  await page.getByRole("button", { name: "Edit remaining steps" }).click();
  await page.waitForURL(/\/plans\/[0-9a-z]{26}\?run=/);
  const nodes = page.locator(".react-flow__node");
  await expect(nodes.first()).toBeVisible();
  const count = await nodes.count();
  const failed = cardsThat(page, "failed");
  const remove = async () => {
    await failed.click();
    await page.keyboard.press("Delete");
    await expect(page.getByText(/changes? to apply/)).toBeVisible();
  };
  const title = (await failed.getByRole("heading").innerText()).trim();
  await remove();
  const database = openInstallation();
  const { prisma } = database;
  try {
    const run = await prisma.run.findFirstOrThrow({ where: { id: runId } });
    const { workspaceId } = run;
    const back = page.getByRole("button", { name: "Take the changes back", exact: true });
    await expect(back).toHaveCount(0);
    await test.step("by the run, which has moved on meanwhile", async () => {
      const where = {
        workspaceId_planId_number: { workspaceId, planId: run.planId, number: run.versionNumber },
      };
      const { rev, graph, author } = await prisma.planVersion.findUniqueOrThrow({ where });
      const moved = { workspaceId, planId: run.planId, number: 99, rev, summary: "" };
      await prisma.planVersion.create({
        data: { ...moved, graph: graph as object, author: author as object },
      });
      const versionNumber = (number: number) =>
        prisma.run.updateMany({ where: { id: runId }, data: { versionNumber: number } });
      await versionNumber(99);
      await page.getByRole("button", { name: "Apply to the run" }).click();
      await expect(page.getByText(/The run did not take this: The run's plan has changed/)).toBeVisible();
      await versionNumber(run.versionNumber);
      await look(page, "edit-refused");
      await back.click();
      await expect(nodes).toHaveCount(count);
      await expect(back).toHaveCount(0);
      await expect(page.getByText(/changes? to apply/)).toHaveCount(0);
    });
    await test.step("by those who had to approve it", async () => {
      await remove();
      await expect(page.getByText("Saving")).toHaveCount(0);
      await prisma.approval.create({
        data: {
          workspaceId,
          id: newId(),
          runId,
          attempt: 0,
          status: "refused",
          hash: "",
          request: {
            kind: "change",
            replanId: null,
            by: "Ada",
            changes: [`Remove “${title}”`, "Remove “Another step”"],
            again: [],
            needs: ["The tool web.search"],
          },
          terms: DEFAULT_APPROVAL,
          decidedBy: { userId: newId(), name: "Bo Birch" },
          decidedAt: new Date(),
          reason: "We need that step.",
          expiresAt: new Date(),
        },
      });
      await page.reload();
      await expect(page.getByText(/Bo Birch refused it: “We need that step.”/)).toBeVisible();
      await expect(page.getByText(`Remove “${title}”`)).toBeVisible();
      await expect(page.getByText("Remove “Another step”")).toHaveCount(0);
      await look(page, "edit-not-approved");
      await axe(page, "an edit that was not approved");
      await back.click();
      await expect(page.getByText(/refused it/)).toHaveCount(0);
      await expect(nodes).toHaveCount(count);
      // It was an edit like any other.
      await page.getByRole("button", { name: /^Undo/ }).click();
      await expect(nodes).toHaveCount(count - 1);
    });
  } finally {
    await database.close();
  }
});

test("what an aborted run did outside is offered to be undone, the last first, and only done when a person says so", async ({
  page,
}) => {
  const database = openInstallation();
  try {
    await planGoal(page, "Research refill shops, then draft a newsletter");
    // The worker plans too: it may only be stopped when that is done.
    await expect(page.getByText("Valid", { exact: true })).toBeVisible();
    await withWorkerStopped(database, async () => {
      await startRun(page);
      await page.getByRole("button", { name: "Abort", exact: true }).click();
      await page.getByRole("button", { name: "Abort the run" }).click();
      await expect(runStatus(page, "Aborted")).toBeVisible();
      await offer(database, page);
    });
    const list = page.getByRole("region", { name: "What can be undone" });
    await expect(list.getByText("Not decided")).toHaveCount(2);
    await axe(page, "an aborted run with something to undo");
    await expect(list.getByRole("button", { name: "Undo it" })).toHaveCount(1);
    await list.getByText("with these arguments").first().click();
    await expect(list.getByText(/"query": "refill shops"/).first()).toBeVisible();
    await expect(list.getByRole("listitem").first()).toContainText("Takes back what was sent second.");
    await list.getByRole("button", { name: "Leave as it is" }).click();
    await expect(list.getByText("Left as it is")).toBeVisible();
    await list.getByRole("button", { name: "Undo it" }).click();
    await expect(list.getByText("Undone", { exact: true })).toBeVisible();
    await expect(runStatus(page, "Aborted")).toBeVisible();
  } finally {
    await database.close();
  }
});

/** No built-in tool does anything outside that could be undone, so two calls are put into the record, with a tool that undoes. */
async function offer({ prisma }: Database, page: Page): Promise<void> {
  const run = await prisma.run.findFirstOrThrow({
    where: { id: page.url().slice(-26) },
    include: { steps: true },
  });
  const { workspaceId, id: runId } = run;
  const [step] = run.steps;
  for (const words of ["first", "second"]) {
    await prisma.toolCall.create({
      data: {
        workspaceId,
        id: newId(),
        runId,
        stepId: step?.stepId ?? "",
        attempt: 1,
        call: 0,
        idempotencyKey: words,
        tool: "mail.send",
        toolVersion: "1",
        sideEffect: "once",
        status: "succeeded",
        args: { to: words },
        result: {},
        finishedAt: new Date(words === "first" ? 1_000 : 2_000),
      },
    });
  }
  await prisma.run.updateMany({ where: { id: runId }, data: { undoOfferedAt: null } });
  const pinned = new Map(Object.entries(run.toolVersions as Record<string, string>));
  const work = { tool: "knowledge.search", timeoutSeconds: 30, retry: { maxAttempts: 1, backoffSeconds: 0 } };
  await offerUndo(
    prisma,
    { workspaceId, runId },
    ({ args: { to } }) => ({
      ...work,
      args: { query: { kind: "literal", value: "refill shops" } },
      says: `Takes back what was sent ${typeof to === "string" ? to : ""}.`,
    }),
    pinned,
  );
}
