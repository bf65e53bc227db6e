import type { Browser, Page } from "@playwright/test";
import {
  edges,
  elsewhere,
  FIRST,
  inspector,
  lowerHandle,
  openChain,
  pick,
  saved,
  SECOND,
  THIRD,
  titles,
} from "./editor.ts";
import { card, expect, look, OWNER, test } from "./support.ts";

/** The browser itself reports each request that a lost network refuses. */
const NETWORK_LOST = /ERR_INTERNET_DISCONNECTED|ERR_NETWORK|Failed to fetch/;

/** A plan in two browsers, the first without its network and with the second step selected. Gives the other one. */
async function cutOff(page: Page, browser: Browser): Promise<Page> {
  const other = await elsewhere(browser, await openChain(page));
  await page.context().setOffline(true);
  await card(page, SECOND).click();
  return other;
}

/** Waits until both browsers show the same steps and edges; each may still be told of an edit while the other is read. */
async function alike(one: Page, other: Page): Promise<void> {
  await expect(async () => {
    expect(await edges(one)).toEqual(await edges(other));
    expect(await titles(one)).toEqual(await titles(other));
  }).toPass();
}

const title = (page: Page) => inspector(page).getByRole("textbox", { name: "Title", exact: true }).first();

test("two browsers on one plan see each other's edits at once", async ({ page, browser }) => {
  const other = await elsewhere(browser, await openChain(page));
  await lowerHandle(page, FIRST).click();
  await pick(page, "Ask three shop owners");
  await expect(card(other, "Ask three shop owners")).toBeVisible();
  await expect.poll(() => edges(other)).toContain(`${FIRST} > Ask three shop owners`);

  await card(other, SECOND).click();
  await title(other).fill("Draft two newsletters");
  await expect(card(page, "Draft two newsletters")).toBeVisible();
  await card(other, FIRST).click();
  await other.keyboard.press("Delete");
  await expect(card(page, FIRST)).toBeHidden();
  await saved(page);
  await saved(other);
  await alike(page, other);
  await other.context().close();
});

test("two browsers on one plan see where the other is", async ({ page, browser }) => {
  const other = await elsewhere(browser, await openChain(page));
  await card(other, SECOND).click();
  const here = page.getByRole("list", { name: "Also here" });
  await expect(here.getByRole("button", { name: `is at “${SECOND}”` })).toBeVisible();
  await expect(card(page, SECOND)).toHaveAccessibleName(/ here$/);
  await card(other, THIRD).click();
  await expect(card(page, THIRD)).toHaveAccessibleName(/ here$/);
  await expect(card(page, SECOND)).not.toHaveAccessibleName(/ here$/);
  await here.getByRole("button").click();
  await expect(title(page)).toHaveValue(THIRD);
  await look(page, "also-here");
  await other.context().close();
  await expect(here).toBeHidden();
});

test("edits of one field from two sides are merged, and both values are shown", async ({
  page,
  browser,
  expectedErrors,
}) => {
  expectedErrors.push(NETWORK_LOST);
  const other = await cutOff(page, browser);
  await title(page).fill("Draft my newsletter");
  await inspector(page).getByLabel("Instruction").fill("Mine alone.");
  await expect(page.getByText(/Offline: edits are kept in this browser/)).toBeVisible();

  await card(other, SECOND).click();
  await title(other).fill("Draft their newsletter");
  await card(other, THIRD).click();
  await title(other).fill("Compile their report");
  await saved(other);

  await page.context().setOffline(false);
  const notice = page.getByRole("status").filter({ hasText: "were merged with yours" });
  await expect(notice).toContainText(`Edits by ${OWNER.name} were merged with yours`);
  await expect(notice).toContainText("“Draft my newsletter”");
  await expect(notice).toContainText("“Draft their newsletter”");
  for (const side of [page, other]) {
    await expect(card(side, "Draft my newsletter")).toBeVisible();
    await expect(card(side, "Compile their report")).toBeVisible();
  }
  await card(other, "Draft my newsletter").click();
  await expect(inspector(other).getByLabel("Instruction")).toHaveValue("Mine alone.");
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await expect(notice).toBeHidden();
  await saved(page);
  await other.context().close();
});

test("a step that one side removed and the other edited stays, and is reported", async ({
  page,
  browser,
  expectedErrors,
}) => {
  expectedErrors.push(NETWORK_LOST);
  const other = await cutOff(page, browser);
  await page.keyboard.press("Delete");
  await expect(card(page, SECOND)).toBeHidden();
  await card(other, SECOND).click();
  await title(other).fill("Draft it all the same");
  await saved(other);
  await page.context().setOffline(false);
  const notice = page.getByRole("status").filter({ hasText: "were merged with yours" });
  await expect(notice).toContainText(/changed “.*” while you removed it\. It was kept\. Show/);
  await expect(card(page, "Draft it all the same")).toBeVisible();
  await expect(card(other, "Draft it all the same")).toBeVisible();
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await saved(page);
  await alike(page, other);
  await other.context().close();
});

test("edits made offline are saved when the network is back", async ({ page, browser, expectedErrors }) => {
  expectedErrors.push(NETWORK_LOST);
  const address = await openChain(page);
  await page.context().setOffline(true);
  await lowerHandle(page, THIRD).click();
  await pick(page, "Send it off");
  await expect(page.getByText(/Offline: edits are kept in this browser/)).toBeVisible();
  await card(page, SECOND).click();
  await page.keyboard.press("d");
  await expect(card(page, `${SECOND} (copy)`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Run", exact: true })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await page.context().setOffline(false);
  await saved(page);
  const other = await elsewhere(browser, address);
  await expect(card(other, "Send it off")).toBeVisible();
  await expect(card(other, `${SECOND} (copy)`)).toBeVisible();
  await other.context().close();
});

test("edits made offline outlive the page they were made on", async ({ page, browser, expectedErrors }) => {
  expectedErrors.push(NETWORK_LOST);
  const address = await openChain(page);
  await page.context().setOffline(true);
  await card(page, SECOND).click();
  await title(page).fill("Draft it on the train");
  await lowerHandle(page, THIRD).click();
  await pick(page, "Send it off");
  await expect(page.getByText(/Offline: edits are kept in this browser/)).toBeVisible();
  const context = page.context();
  await page.close();
  await context.setOffline(false);

  const again = await context.newPage();
  await again.goto(address);
  await expect(card(again, "Send it off")).toBeVisible();
  await expect(card(again, "Draft it on the train")).toBeVisible();
  await saved(again);
  const other = await elsewhere(browser, address);
  await expect(card(other, "Send it off")).toBeVisible();
  await expect(card(other, "Draft it on the train")).toBeVisible();
  await other.context().close();
});
