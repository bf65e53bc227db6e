import type { Browser, Page } from "@playwright/test";
import type { Role } from "#lib/domain/actor.ts";
import { seedPlan, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { canvas, inspector, laidOut, lowerHandle, outline, row, saved } from "./editor.ts";
import { signIn, withMembers } from "./members.ts";
import { axe, card, expect, look, test } from "./support.ts";

const TITLE = "Shared with everybody";

const installation = withMembers(async ({ prisma }, workspaceId) => {
  await prisma.plan.deleteMany({ where: { workspaceId, title: TITLE } });
});

type World = { browser: Browser; baseURL: string | undefined };

/** A member with this role, who looks at a plan of two steps. */
async function onPlan(role: Role, name: string, world: World) {
  const text = { text: { kind: "literal" as const, value: "Spring offers for the shop." } };
  const graph = testGraph(
    [
      testStep("check", { title: "Check the offer", tool: "text.check", args: text }),
      testStep("count", { title: "Count its words", tool: "text.check", args: text }),
    ],
    ["check>count"],
  );
  const { prisma, workspaceId } = installation;
  const planId = await seedPlan(prisma, workspaceId, graph, { title: TITLE });
  const { page, userId } = await installation.join({ name, role }, world);
  await page.goto(`/plans/${planId}`);
  await laidOut(page);
  await expect(page.locator("[data-parts=loaded]")).toBeAttached();
  return { page, userId, planId };
}

const header = (page: Page) => page.getByText(/owners and editors change this plan/i);
const run = (page: Page) => page.getByRole("button", { name: "Run", exact: true });
const title = (page: Page) => inspector(page).getByRole("textbox", { name: "Title" });

test("who may only look at a plan is offered nothing that changes it, and told who may", async ({
  browser,
  baseURL,
}) => {
  const { page, planId } = await onPlan("viewer", "Vera Vane", { browser, baseURL });
  await expect(header(page)).toBeVisible();
  await expect(run(page)).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByText("Owners and editors run this plan.").first()).toBeVisible();
  for (const name of [/^Undo/, /^Nothing to undo/, /^Compare/])
    await expect(page.getByRole("button", { name })).toHaveCount(0);

  await card(page, "Check the offer").click();
  await expect(title(page)).toBeDisabled();
  await expect(row(page, 0)).toHaveAttribute("readonly", "");
  await expect(lowerHandle(page, "Check the offer")).toHaveCount(0);
  await expect(inspector(page).getByText("Owners, editors and approvers comment.")).toBeVisible();
  await expect(inspector(page).getByRole("button", { name: "Comment", exact: true })).toHaveCount(0);
  await look(page, "editor-viewer");
  await card(page, "Check the offer").focus();
  for (const key of ["n", "d", "Delete", "c", "e"]) await page.keyboard.press(key);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(outline(page).getByLabel("Step title")).toHaveCount(2);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("status").getByText("Owners and editors run this plan.")).toBeVisible();
  await page.getByRole("button", { name: /^Chat/ }).click();
  const chat = page.getByRole("complementary", { name: "Chat" });
  await expect(chat.getByLabel("What should change?")).toBeDisabled();
  await expect(chat.getByText("Owners and editors change this plan.")).toBeVisible();
  await axe(page, "the chat of a viewer");

  const { prisma, workspaceId } = installation;
  await prisma.plan.update({
    where: { workspaceId_id: { workspaceId, id: planId } },
    data: { status: "failed" },
  });
  await page.reload();
  await expect(page.getByText("Owners and editors plan again.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Plan again" })).toHaveCount(0);
  await page.context().close();
});

test("an approver comments, and changes nothing else", async ({ browser, baseURL }) => {
  const { page } = await onPlan("approver", "Ada Ash", { browser, baseURL });
  await expect(header(page)).toBeVisible();
  await card(page, "Count its words").click();
  await expect(title(page)).toBeDisabled();
  await inspector(page).getByRole("button", { name: "Comment", exact: true }).click();
  await inspector(page).getByLabel("Comment on Count its words").fill("Do we need this?");
  await inspector(page).getByRole("button", { name: "Comment", exact: true }).click();
  const thread = inspector(page).getByRole("article", { name: "Comment by Ada Ash" });
  await expect(thread.getByText("Do we need this?")).toBeVisible();
  await expect(thread.getByRole("button", { name: "Resolve" })).toBeVisible();
  await expect(thread.getByRole("button", { name: "Ask the planner" })).toHaveCount(0);
  await page.context().close();
});

test("edits that the server refuses are said to be so, and thrown away when the person says so", async ({
  browser,
  baseURL,
}) => {
  const { page, userId } = await onPlan("editor", "Eli Elder", { browser, baseURL });
  await card(page, "Check the offer").click();
  await title(page).fill("Check every offer");
  await saved(page);
  const { prisma, workspaceId } = installation;
  await prisma.member.updateMany({ where: { workspaceId, userId }, data: { role: "viewer" } });
  await title(page).fill("Check no offer");
  const note = page.locator("[data-save-state=refused]");
  await expect(note).toContainText("Not saved: Your role (viewer) does not allow this");
  await expect(page.getByText(/^The last edits could not be saved: Your role/).first()).toBeAttached();
  await look(page, "editor-not-saved");
  await note.getByRole("button", { name: "Discard" }).click();
  const asked = page.getByRole("dialog", { name: "Discard the edits that could not be saved?" });
  await asked.getByRole("button", { name: "Discard" }).click();
  await expect(card(page, "Check every offer")).toBeVisible();
  await saved(page);
  await page.reload();
  await expect(header(page)).toBeVisible();
  await expect(card(page, "Check every offer")).toBeVisible();
  await page.context().close();
});

test("who was signed out elsewhere is told so, signs in again, and has lost nothing", async ({
  browser,
  baseURL,
}) => {
  const { page, userId, planId } = await onPlan("editor", "Sam Stone", { browser, baseURL });
  // As by a click on Sign out in another tab.
  await page.context().clearCookies();
  await card(page, "Check the offer").click();
  await title(page).fill("Check the offer twice");
  const note = page.locator("[data-save-state=signed_out]");
  await expect(note).toContainText("Not saved: you are signed out.");
  await look(page, "editor-signed-out");
  await note.getByRole("link", { name: "Sign in" }).click();
  await signIn(page, userId);
  await page.waitForURL(`**/plans/${planId}`);
  await expect(card(page, "Check the offer twice")).toBeVisible();
  await saved(page);
  await page.reload();
  await expect(card(page, "Check the offer twice")).toBeVisible();
  await page.context().close();
});

test("where the browser keeps nothing, what is not saved is said to be on this page only, and leaving it is asked about", async ({
  browser,
  baseURL,
}) => {
  const { page } = await onPlan("editor", "Kim Kerr", { browser, baseURL });
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    };
  });
  await page.context().setOffline(true);
  await card(page, "Check the offer").click();
  await title(page).fill("Check the offer alone");
  const note = page.locator("[data-save-state=offline]");
  await expect(note).toContainText("Offline. This browser keeps nothing: leave the page open.");
  const asked = page.waitForEvent("dialog");
  const left = page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await left;
  await page.context().setOffline(false);
  await saved(page);
  await expect(canvas(page)).toBeVisible();
  await page.context().close();
});
