import type { Page } from "@playwright/test";
import { testGraph } from "#lib/testing/seed-run.ts";
import {
  canvas,
  edges,
  FIRST,
  inspector,
  openChain,
  SECOND,
  selected,
  STRAIGHT,
  THIRD,
  titles,
  undoButton,
} from "./editor.ts";
import { openInstallation } from "./installation.ts";
import { ownersWorkspace } from "./members.ts";
import { seedPlanInTheMaking } from "./plan-in-the-making.ts";
import { axe, card, expect, fitsTheWindow, look, picture, runStatus, startRun, test } from "./support.ts";

const palette = (page: Page) => page.getByRole("dialog", { name: "Commands and places" });
const field = (page: Page) => palette(page).getByRole("combobox");
const option = (page: Page, name: string | RegExp) => palette(page).getByRole("option", { name });
const active = (page: Page) => palette(page).locator("[role=option][aria-selected=true]");
const chat = (page: Page) => page.getByRole("complementary", { name: "Chat" });
const composer = (page: Page) => chat(page).getByLabel("What should change?");

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
}

/** Types a text and does what stands first for it. */
async function command(page: Page, text: string, first: string | RegExp): Promise<void> {
  await openPalette(page);
  await field(page).fill(text);
  await expect(active(page)).toContainText(first);
  await page.keyboard.press("Enter");
  await expect(palette(page)).toBeHidden();
}

test("on every page it finds pages, plans and runs, and says when the server cannot search", async ({
  page,
  expectedErrors,
}) => {
  const address = await openChain(page);
  await page.goto("/");
  await command(page, "knowl", "Knowledge");
  await page.waitForURL("**/knowledge");
  await command(page, "settings work", "Settings: Workers");
  await page.waitForURL("**/settings/workers");
  await openPalette(page);
  await field(page).fill("refill newsletter");
  const plan = palette(page).getByRole("option").filter({ hasText: "Plan" }).first();
  await expect(plan).toContainText(/refill/i);
  await expect(palette(page).getByText("Searching plans and runs")).toBeHidden();
  await look(page, "palette-pages");
  await plan.click();
  await page.waitForURL(address);
  await page.goto("/tools");
  await openPalette(page);
  await field(page).fill("zzqq");
  await expect(palette(page).getByText("Nothing is called that.")).toBeVisible();

  expectedErrors.push(/Failed to load resource/);
  await page.route("**/api/plans?*", (route) => route.fulfill({ status: 500, json: {} }));
  await field(page).fill("refill");
  await expect(palette(page).getByText("Plans and runs could not be searched")).toBeVisible();
  await page.unroute("**/api/plans?*");
  await palette(page).getByRole("button", { name: "Try again" }).click();
  await expect(palette(page).getByText("Plans and runs could not be searched")).toBeHidden();
  await expect(palette(page).getByRole("option").filter({ hasText: "Plan" }).first()).toBeVisible();
});

test("in the editor it does what the keys and menus do, and goes to a step", async ({ page }) => {
  await openChain(page);
  await command(page, "draft a newsl", SECOND);
  await expect.poll(() => selected(page)).toEqual([SECOND]);
  await expect(inspector(page).getByRole("group", { name: `Step ${SECOND}` })).toBeVisible();

  await canvas(page).focus();
  await command(page, "remove", `Remove “${SECOND}”`);
  await expect.poll(() => titles(page)).toEqual([FIRST, THIRD]);
  await command(page, "undo", /^Undo/);
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await expect(undoButton(page)).toBeDisabled();

  await command(page, "add a step", "Add a step");
  await expect(page.getByLabel("Name the step or find a tool")).toBeFocused();
  await page.keyboard.press("Escape");
  await command(page, "find steps", "Find steps on the canvas");
  await expect(page.getByRole("search").getByRole("textbox")).toBeFocused();
  await page.keyboard.press("Escape");
  await command(page, "keys", "Keys");
  const help = page.getByRole("dialog", { name: "Keys" });
  await expect(help).toBeVisible();
  // An open dialog keeps its keys.
  await page.keyboard.press("Control+k");
  await expect(palette(page)).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await command(page, "by level", "Group steps by level");
  await expect(page.getByLabel("Group steps")).toHaveValue("level");
  const download = page.waitForEvent("download");
  await command(page, "mermaid", "Export the graph, as Mermaid");
  expect((await download).suggestedFilename()).toMatch(/\.mmd$/);

  await card(page, THIRD).focus();
  await openPalette(page);
  await page.keyboard.press("ArrowUp");
  await expect(active(page)).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(palette(page)).toBeHidden();
  await expect(card(page, THIRD)).toBeFocused();
  await openPalette(page);
  await look(page, "palette-editor");
});

test("what is no command goes to the planner, and what was written there before stays", async ({
  page,
  expectedErrors,
}) => {
  await openChain(page);
  await openPalette(page);
  await expect(active(page)).toContainText("Chat: change the plan in words");
  await page.keyboard.press("Enter");
  await expect(composer(page)).toBeFocused();
  await composer(page).fill("Half a thought");
  await openPalette(page);
  await page.keyboard.press("Control+k");
  await expect(palette(page)).toBeHidden();
  await expect(composer(page)).toBeFocused();

  await command(page, "add a legal check before the newsletter", /^Ask the planner: add a legal check/);
  await expect(chat(page).getByRole("button", { name: "Accept all" })).toBeVisible();
  await expect(composer(page)).toHaveValue("Half a thought");
  await chat(page).getByRole("button", { name: "Close the chat" }).click();

  // Beside commands of that name it is offered behind them.
  await openPalette(page);
  await field(page).fill("tidy");
  await expect(active(page)).toContainText("Tidy");
  await option(page, "Ask the planner: tidy").click();
  await expect(chat(page).getByText(/Not understood: “tidy”/)).toBeVisible();

  // What could not be sent is not lost.
  expectedErrors.push(/Failed to (load resource|fetch)/);
  await page.route("**/plans/*", async (route) => {
    if (route.request().method() === "POST") await route.abort();
    else await route.fallback();
  });
  await command(page, "remove the flux capacitor", /^Ask the planner/);
  await expect(chat(page).getByRole("alert")).toBeVisible();
  await expect(composer(page)).toHaveValue("Half a thought\nremove the flux capacitor");
});

test("on a run's page it does what can be done with the run", async ({ page }) => {
  await openChain(page);
  await openPalette(page);
  await field(page).fill("run");
  await expect(active(page)).toContainText("Run");
  await page.keyboard.press("Escape");
  await startRun(page);
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });
  await command(page, "draft a newsl", SECOND);
  await expect(page.getByRole("complementary", { name: `Step: ${SECOND}` })).toBeVisible();
  await command(page, "share", "Share this run by a link");
  await expect(page.getByRole("dialog", { name: /Share/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await command(page, "go to the plan", "Go to the plan");
  await page.waitForURL(/\/plans\/[0-9a-z]{26}$/);
});

test("while the planner is at work the chat can be read, and says why it takes no wish", async ({ page }) => {
  const database = openInstallation();
  try {
    const workspaceId = await ownersWorkspace(database);
    const planId = await seedPlanInTheMaking(database, workspaceId, testGraph(["gather"]));
    await page.goto(`/plans/${planId}`);
    await openPalette(page);
    await field(page).fill("add a legal check");
    await expect(active(page)).toContainText("The planner is still at work on this plan.");
    await page.keyboard.press("Enter");
    await expect(palette(page).getByRole("alert")).toHaveText("The planner is still at work on this plan.");
    await axe(page, "the palette while a plan is made");
    await picture(page, "palette-planning");
    await field(page).fill("");
    await expect(active(page)).toContainText("Chat: change the plan in words");
    await page.keyboard.press("Enter");
    await expect(composer(page)).toHaveAccessibleDescription("The planner is still at work on this plan.");
  } finally {
    await database.close();
  }
});

test.describe("with a finger only", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 320, height: 700 } });

  test("a button in the bar of every page opens it, and it says what is what without keys", async ({
    page,
  }) => {
    const button = page.getByRole("button", { name: /^Find or do/ });
    await page.goto("/");
    await button.tap();
    await expect(field(page)).toBeFocused();
    await expect(palette(page).getByText("A tap beside the list closes it.")).toBeVisible();
    await page.touchscreen.tap(160, 690);
    await expect(palette(page)).toBeHidden();
    for (const width of [320, 360, 390, 415, 440]) {
      await page.setViewportSize({ width, height: 700 });
      await fitsTheWindow(page);
      const nav = page.getByRole("navigation", { name: "Main" });
      // No place is out of sight.
      expect(await nav.evaluate((it) => it.scrollWidth - it.clientWidth), `${width} px`).toBe(0);
    }
    await page.setViewportSize({ width: 390, height: 700 });
    await axe(page, "the bar of a small screen");
    await picture(page, "bar-390");
    await button.tap();
    await option(page, /^Runs/).tap();
    await page.waitForURL("/runs");

    await openChain(page);
    await button.tap();
    const chatting = option(page, /Chat: change the plan in words/);
    await expect(chatting.getByText("Chat", { exact: true })).toBeInViewport({ ratio: 1 });
    const tidy = option(page, /^Tidy/);
    await expect(tidy.getByText("Canvas", { exact: true })).toBeVisible();
    await expect(tidy.getByText("Shift+T")).toBeHidden();
    await axe(page, "the palette on a small screen");
    await picture(page, "palette-390");
    await chatting.tap();
    await expect(composer(page)).toBeFocused();
  });
});
