import { newId } from "#lib/domain/ids.ts";
import { DEFAULT_APPROVAL } from "#lib/domain/policy.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { testGraph } from "#lib/testing/seed-run.ts";
import { openInstallation } from "./installation.ts";
import { finishedRun, ownWorkspace } from "./seeded-run.ts";
import { expect, holdBack, look, OWNER, test } from "./support.ts";
import { withWorkerStopped } from "./worker-process.ts";

async function ownerOf(database: ReturnType<typeof openInstallation>) {
  const { id: userId } = await database.prisma.user.findUniqueOrThrow({ where: { email: OWNER.email } });
  return { userId, workspaceId: await ownWorkspace(database.prisma) };
}

test("pages of the plans' list: the numbers are those of the rows, and an empty page leads to the first", async ({
  page,
}) => {
  const database = openInstallation();
  const goal = "Count the pelicans of every harbour";
  try {
    const owner = await ownerOf(database);
    for (let i = 1; i <= 45; i++) {
      const updatedAt = new Date(1_700_000_000_000 - i * 60_000);
      await newPlan(database.prisma, owner, { title: `Harbour ${i}`, goal, updatedAt });
    }
    const rows = page.getByRole("list", { name: "Plans" }).getByRole("listitem");
    const pages = page.getByRole("navigation", { name: "Pages" });
    await page.goto("/plans?q=pelicans");
    await expect(pages).toContainText("1–20 of 45");
    await expect(rows).toHaveCount(20);
    const second = await holdBack(
      page,
      ({ pathname, searchParams }) => pathname === "/api/plans" && searchParams.has("cursor"),
    );
    await pages.getByRole("link", { name: "Next" }).click();
    await second.asked;
    // Pressed again before the page is there, it does not leave one out.
    await pages.getByRole("link", { name: "Next" }).click();
    second.release();
    await expect(pages).toContainText("21–40 of 45");
    await expect(rows).toHaveCount(20);
    await expect(rows.first()).toContainText("Harbour 21");
    await pages.getByRole("link", { name: "Next" }).click();
    await expect(pages).toContainText("41–45 of 45");
    await expect(rows.first()).toContainText("Harbour 41");

    const last = Array.from({ length: 5 }, (_, i) => `Harbour ${41 + i}`);
    await database.prisma.plan.deleteMany({ where: { goal, title: { in: last } } });
    await page.reload();
    await expect(page.getByText("Nothing on this page")).toBeVisible();
    await expect(pages).toContainText("40 in all");
    await look(page, "list-empty-page");
    await page.getByRole("link", { name: "Go to the first page" }).click();
    await expect(pages).toContainText("1–20 of 40");
  } finally {
    await database.prisma.plan.deleteMany({ where: { goal } });
    await database.close();
  }
});

test("the plans' list follows a plan that is being planned, and says when the server is away", async ({
  page,
  expectedErrors,
}) => {
  expectedErrors.push(/ERR_INTERNET_DISCONNECTED/);
  const database = openInstallation();
  let id = "";
  try {
    const owner = await ownerOf(database);
    // A worker would see that nobody plans it.
    await withWorkerStopped(database, async () => {
      id = await newPlan(database.prisma, owner, { title: "Gulls of the north pier", status: "planning" });
      await page.goto("/plans?q=gulls");
      const row = page.getByRole("list", { name: "Plans" }).getByRole("listitem");
      await expect(row).toContainText("Planning");
      const away = (url: URL) => url.pathname === "/api/plans";
      await page.route(away, (route) => route.abort("internetdisconnected"));
      await expect(page.getByRole("main").getByRole("alert")).toContainText("The server cannot be reached.");
      await expect(row).toContainText("Gulls of the north pier");
      await look(page, "list-server-away");
      await page.unroute(away);
      await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
      await database.prisma.plan.update({
        where: { workspaceId_id: { workspaceId: owner.workspaceId, id } },
        data: { status: "draft" },
      });
      await expect(row).not.toContainText("Planning");
      await expect(row).toContainText("Gulls of the north pier");
    });
  } finally {
    await database.prisma.plan.deleteMany({ where: { id } });
    await database.close();
  }
});

test("the inbox says when it still shows another filter, and where to go from an empty page", async ({
  page,
}) => {
  const database = openInstallation();
  const { prisma } = database;
  let runId = "";
  try {
    const run = await finishedRun(prisma, testGraph(["a"]), {}, "Terns on the roof");
    runId = run.runId;
    await prisma.approval.create({
      data: {
        ...run,
        id: newId(),
        attempt: 0,
        status: "refused",
        hash: "",
        request: { kind: "change", replanId: null, by: "Ada", changes: [], again: [], needs: [] },
        terms: DEFAULT_APPROVAL,
        decidedBy: { userId: newId(), name: "Bo Birch" },
        decidedAt: new Date(),
        reason: "No.",
        expiresAt: new Date(),
      },
    });
    const requests = page.getByRole("list", { name: "Requests" });
    const filters = page.getByRole("navigation", { name: "Filter by state" });
    await page.goto("/approvals?status=decided");
    await expect(requests.getByRole("listitem").first()).toBeVisible();
    const all = await holdBack(
      page,
      ({ pathname, search }) => pathname === "/api/approvals" && search === "?open=true&limit=20",
    );
    await filters.getByRole("link", { name: "All waiting" }).click();
    await expect(filters.getByRole("link", { name: "All waiting" })).toHaveAttribute("aria-current", "true");
    await expect(filters.getByRole("status")).toHaveText("Loading requests");
    await expect(requests).toHaveAttribute("aria-busy", "true");
    all.release();
    await expect(filters.getByRole("status")).toHaveCount(0);
    await filters.getByRole("link", { name: "Decided" }).click();
    await expect(requests).toHaveAttribute("aria-busy", "false");

    // A page behind everything there is, as one becomes whose last request was decided.
    await page.goto(`/approvals?status=decided&trail=${"0".repeat(26)}`);
    await expect(page.getByText("Nothing on this page")).toBeVisible();
    await look(page, "inbox-empty-page");
    await page.getByRole("link", { name: "Go to the first page" }).click();
    await expect(requests.getByRole("listitem").first()).toBeVisible();
  } finally {
    await prisma.approval.deleteMany({ where: { runId } });
    await database.close();
  }
});

test("an empty inbox leads on", async ({ page }) => {
  await page.goto(`/approvals?request=${newId()}`);
  await expect(page.getByText("There is no such request")).toBeVisible();
  await look(page, "inbox-empty");
  await page.getByRole("link", { name: "Show what waits for you" }).click();
  await expect(page).toHaveURL(/\/approvals$/);
});
