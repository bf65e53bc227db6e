import type { Page } from "@playwright/test";
import {
  CHAIN,
  edges,
  elsewhere,
  FIRST,
  laidOut,
  openChain,
  saved,
  SECOND,
  STRAIGHT,
  THIRD,
  titles,
  undoButton,
} from "./editor.ts";
import { axe, card, expect, test } from "./support.ts";

const chat = (page: Page) => page.getByRole("complementary", { name: "Chat" });
const field = (page: Page) => chat(page).getByLabel("What should change?");
const answers = (page: Page) => chat(page).locator("[role=log] > ol > li");

async function openChat(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("option", { name: /^Chat: change the plan/ })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await page.keyboard.press("Enter");
  await expect(field(page)).toBeFocused();
}

async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await page.keyboard.press("Enter");
  await expect(field(page)).toHaveValue("");
}

const REVIEW = "Add a legal check before the newsletter, and drop the report";

async function propose(page: Page, text = REVIEW): Promise<void> {
  await openChat(page);
  await say(page, text);
  await expect(chat(page).getByRole("button", { name: "Accept all" })).toBeVisible();
}

test("a proposal is drawn on the canvas, accepted whole as one edit, and undone", async ({ page }) => {
  await openChain(page);
  await propose(page);
  await expect(card(page, "Legal check")).toContainText("Added");
  await expect(card(page, THIRD)).toContainText("Removed");
  await expect.poll(() => edges(page)).toContain(`Legal check would depend on ${FIRST}`);
  // Nothing has changed yet.
  expect(await titles(page)).toEqual([...CHAIN]);

  await chat(page).getByRole("button", { name: "Accept all" }).click();
  await expect(answers(page).getByText("Accepted", { exact: true }).first()).toBeVisible();
  await expect(card(page, THIRD)).toBeHidden();
  await expect(card(page, "Legal check")).not.toContainText("Added");
  await expect.poll(() => titles(page)).toEqual([FIRST, "Legal check", SECOND]);
  await expect.poll(() => edges(page)).toEqual([`Legal check > ${SECOND}`, `${FIRST} > Legal check`]);

  await undoButton(page).click();
  await expect.poll(() => titles(page)).toEqual([...CHAIN]);
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await saved(page);
  await page.reload();
  await expect.poll(() => titles(page)).toEqual([...CHAIN]);
  await openChat(page);
  await expect(answers(page).getByText("Accepted", { exact: true }).first()).toBeVisible();
});

test("a part is accepted, the rest stays as it was", async ({ page }) => {
  await openChain(page);
  await propose(page);
  const remove = chat(page).getByRole("checkbox", { name: new RegExp(`Remove “${THIRD}”`) });
  await remove.uncheck();
  await expect(card(page, THIRD)).not.toContainText("Removed");
  await chat(page).getByRole("button", { name: "Accept chosen (1)" }).click();
  await expect.poll(() => titles(page)).toEqual([FIRST, "Legal check", SECOND, THIRD]);
  await expect(answers(page).last().getByRole("img", { name: "Left out" })).toBeVisible();
});

test("a rejected proposal and a message that is not understood change nothing, and say so", async ({
  page,
}) => {
  await openChain(page);
  await propose(page);
  await chat(page).getByRole("button", { name: "Reject" }).click();
  await expect(answers(page).getByText("Rejected", { exact: true })).toBeVisible();
  await expect(card(page, "Legal check")).toBeHidden();

  await say(page, "make it sparkle");
  await expect(answers(page).last()).toContainText("Not understood: “make it sparkle”. Nothing was changed.");
  await expect(answers(page).last()).toContainText("add X before Y");
  await say(page, "remove the flux capacitor");
  await expect(answers(page).last()).toContainText("There is no step “flux capacitor”.");
  expect(await titles(page)).toEqual([...CHAIN]);
  await expect(undoButton(page)).toBeDisabled();

  await page.keyboard.press("Enter");
  await expect(chat(page).getByRole("alert")).toHaveText("Write what should change.");
  await page.keyboard.press("Escape");
  await expect(chat(page)).toBeHidden();
});

test("what is written and not sent stays: beside a comment, and while the message before is being sent", async ({
  page,
}) => {
  await openChain(page);
  await card(page, SECOND).click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await inspector.getByRole("button", { name: "Comment", exact: true }).click();
  await page.getByRole("textbox", { name: `Comment on ${SECOND}` }).fill("remove the report");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: /^Chat/ }).click();
  await field(page).fill("Add a legal check before the newsletter");
  await inspector.getByRole("button", { name: "Ask the planner" }).click();
  await expect(field(page)).toHaveValue("Add a legal check before the newsletter\nremove the report");

  const arrived = Promise.withResolvers<void>();
  await page.route("**/plans/*", async (route) => {
    if (route.request().method() === "POST") await arrived.promise;
    await route.fallback();
  });
  await field(page).press("Enter");
  await field(page).fill("make it sparkle");
  arrived.resolve();
  await expect(chat(page).getByRole("button", { name: "Accept all" })).toBeVisible();
  await expect(field(page)).toHaveValue("make it sparkle");
  await field(page).press("Enter");
  await expect(field(page)).toHaveValue("");
});

test("another browser sees the conversation; edits meanwhile are merged, or make the proposal void", async ({
  page,
  browser,
}) => {
  const other = await elsewhere(browser, await openChain(page));
  await propose(page, "Add a legal check before the newsletter");
  await expect(other.getByRole("button", { name: /^Chat/ })).toContainText("1");
  await openChat(other);
  await expect(card(other, "Legal check")).toContainText("Added");

  // Ordinary editing goes on below the proposal.
  await card(other, THIRD).click();
  const title = other
    .getByRole("complementary", { name: "Inspector" })
    .getByRole("textbox", { name: "Title", exact: true });
  await title.first().fill("Print the report");
  await saved(other);
  await expect(card(page, "Print the report")).toBeVisible();
  await chat(page).getByRole("button", { name: "Accept all" }).click();
  for (const side of [page, other]) {
    await expect.poll(() => titles(side)).toEqual([FIRST, "Legal check", SECOND, "Print the report"]);
    await expect(answers(side).getByText("Accepted", { exact: true }).first()).toBeVisible();
  }

  await say(page, "rename Print the report to Send the report");
  await expect(card(other, "Send the report")).toContainText("Changed");
  await card(other, "Send the report").click();
  await title.first().fill("Burn the report");
  await saved(other);
  await chat(page).getByRole("button", { name: "Accept all" }).click();
  await expect(answers(page).last()).toContainText("The plan has changed since this was proposed");
  await expect(answers(other).last()).toContainText("No longer holds");
  for (const side of [page, other]) await expect(card(side, "Burn the report")).toBeVisible();
  await other.context().close();
});

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing in the chat, and it does not hide the canvas (${theme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await openChain(page);
    const check = (what: string) => axe(page, what);
    await openChat(page);
    await check("empty");
    await say(page, "make it sparkle");
    await expect(answers(page).last()).toContainText("Not understood");
    await say(page, `${REVIEW}, then rename the newsletter to “Write to subscribers”`);
    await expect(card(page, "Write to subscribers")).toContainText("Changed");
    await laidOut(page);
    await check("proposal");
    for (const viewport of [
      { width: 1100, height: 800 },
      { width: 390, height: 780 },
    ]) {
      await page.setViewportSize(viewport);
      await expect(card(page, "Legal check")).toBeInViewport();
      await expect(chat(page)).toBeInViewport();
    }
    await check("narrow");
  });
}
