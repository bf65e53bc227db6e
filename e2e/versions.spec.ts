import type { Page } from "@playwright/test";
import { canvas, FIRST, inspector, openChain, saved, SECOND, THIRD, titles, undoButton } from "./editor.ts";
import { card, expect, look, runStatus, startRun, test } from "./support.ts";

const COPY = `${THIRD} (copy)`;

const timeline = (page: Page) => page.getByRole("navigation", { name: "Versions" });
const changes = (page: Page) => page.getByRole("complementary", { name: "Changes" });
const openTimeline = (page: Page) => page.getByRole("button", { name: /^Draft after version/ });

/** A plan with a version that was run, and a draft in which the first step has gone, the second another title, and the third a copy. */
async function editedAfterRun(page: Page): Promise<void> {
  const address = await openChain(page);
  await startRun(page);
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await page.goto(address);
  await card(page, THIRD).click();
  await page.keyboard.press("d");
  await card(page, FIRST).click();
  await page.keyboard.press("Delete");
  await card(page, SECOND).click();
  await inspector(page)
    .getByRole("textbox", { name: "Title", exact: true })
    .first()
    .fill("Draft two newsletters");
  await saved(page);
}

test("the timeline shows what became of a version, on the canvas and in words", async ({ page }) => {
  await editedAfterRun(page);
  await openTimeline(page).click();
  await expect(timeline(page).getByRole("button", { name: /^Version 1/ })).toContainText("3 steps");
  await expect(timeline(page).getByRole("link", { name: /^Run \d+, succeeded/ })).toBeVisible();

  const list = changes(page).getByRole("list", { name: "Changes" });
  await expect(changes(page).getByRole("heading", { name: "Version 1 to Draft" })).toBeVisible();
  await expect(list.getByRole("img")).toHaveCount(4);
  await expect(list.getByRole("button", { name: `Removed ${FIRST}` })).toBeVisible();
  await expect(list.getByRole("button", { name: /^Added/ })).toHaveCount(1);
  await expect(list).toContainText(`title: “Draft two newsletters” instead of “${SECOND}”`);
  await expect(list).toContainText(`no longer waits for “${FIRST}”`);
  // What went is drawn as well, in its place.
  await expect(card(page, FIRST)).toBeVisible();
  await expect(canvas(page).locator(".react-flow__node")).toHaveCount(4);

  await list.getByRole("button", { name: "Before and after of Draft two newsletters" }).click();
  await expect(page.getByRole("list", { name: "What changed in Draft two newsletters" })).toContainText(
    "title: Draft two newsletters",
  );
  await list.getByRole("button", { name: `Removed ${FIRST}` }).click();
  await expect(canvas(page).locator(".react-flow__node.selected")).toHaveText(new RegExp(FIRST));
  await look(page, "versions");

  await timeline(page)
    .getByRole("button", { name: /^Version 1/ })
    .click();
  await expect(changes(page).getByRole("heading", { name: "Nothing to version 1" })).toBeVisible();
  await expect(list.getByRole("button", { name: /^Added/ })).toHaveCount(3);
  await page.getByRole("button", { name: "Back to editing" }).click();
  await expect(inspector(page)).toBeVisible();
  expect(await titles(page)).not.toContain(FIRST);
});

test("restoring a version is one edit that undo takes back, and loses nothing", async ({ page }) => {
  await editedAfterRun(page);
  const edited = await titles(page);
  await openTimeline(page).click();
  await changes(page).getByRole("button", { name: "Restore version 1" }).click();
  await expect(inspector(page)).toBeVisible();
  await expect.poll(() => titles(page)).toEqual([FIRST, SECOND, THIRD]);
  await expect(openTimeline(page)).toHaveText("Draft after version 3");

  await expect(undoButton(page)).toHaveAccessibleName(/Undo restore version 1/);
  await undoButton(page).click();
  await expect.poll(() => titles(page)).toEqual(edited);
  await saved(page);

  // Any two can be compared: the draft is now what the version from before the restoring holds.
  await openTimeline(page).click();
  await changes(page).getByLabel("From").selectOption("Version 2");
  await expect(changes(page).getByText("No step differs.")).toBeVisible();
  await changes(page).getByLabel("To", { exact: true }).selectOption("Version 3");
  await expect(changes(page).getByText("4 steps differ.")).toBeVisible();
  await page.reload();
  await expect(card(page, COPY)).toBeVisible();
});

test("a version that cannot be read is said to be so where it would be shown, and read anew", async ({
  page,
  expectedErrors,
}) => {
  await editedAfterRun(page);
  expectedErrors.push(/Failed to load resource/);
  await page.route("**/versions/1", (route) => route.abort());
  await openTimeline(page).click();
  await expect(changes(page).getByRole("alert")).toBeVisible();
  await expect(canvas(page)).toHaveCount(0);
  await look(page, "versions-unread");
  await page.setViewportSize({ width: 800, height: 800 });
  await expect(page.getByRole("tabpanel", { name: "Canvas" }).getByRole("alert")).toBeVisible();
  await page.unroute("**/versions/1");
  await page.getByRole("tabpanel", { name: "Canvas" }).getByRole("button", { name: "Try again" }).click();
  await expect(card(page, FIRST)).toBeVisible();
});
