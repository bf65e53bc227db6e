import type { Browser, Page } from "@playwright/test";
import { FIRST, inspector, openChain, outline, SECOND, THIRD } from "./editor.ts";
import { card, expect, look, OWNER, runStatus, startRun, test } from "./support.ts";

const thread = (page: Page) => inspector(page).getByRole("article");
const run = (page: Page) => page.getByRole("button", { name: "Run", exact: true });
const planner = (page: Page) => page.getByRole("complementary", { name: "Chat" });

async function comment(page: Page, title: string, text: string, blocks = false): Promise<void> {
  await card(page, title).click();
  await inspector(page).getByRole("button", { name: "Comment" }).click();
  await page.getByRole("textbox", { name: `Comment on ${title}` }).fill(text);
  if (blocks) await inspector(page).getByLabel("Must be resolved before a run").check();
  await page.keyboard.press("Control+Enter");
  await expect(thread(page).getByText(text)).toBeVisible();
}

async function elsewhere(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({
    storageState: OWNER.state,
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  await page.goto(address);
  await expect(card(page, THIRD)).toBeVisible();
  return page;
}

test("comments on a step are seen by others at once, answered, edited, resolved and deleted", async ({
  page,
  browser,
}) => {
  const other = await elsewhere(browser, await openChain(page));
  await comment(page, SECOND, "Who reads this newsletter? <script>alert(1)</script>");
  await expect(card(other, SECOND).getByRole("img", { name: "1 comment" })).toBeVisible();
  await expect(outline(other).getByRole("img", { name: "1 comment" })).toBeVisible();
  await card(other, SECOND).click();
  await thread(other).getByRole("button", { name: "Reply" }).click();
  await other.getByRole("textbox", { name: "Reply" }).fill("Owners of refill shops.");
  await other.keyboard.press("Control+Enter");
  await expect(thread(page).getByText("Owners of refill shops.")).toBeVisible();

  await thread(page).getByRole("button", { name: "More about this comment" }).first().click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await page.getByRole("textbox", { name: "Your comment" }).fill("Who reads this?");
  await inspector(page).getByRole("button", { name: "Save" }).click();
  await expect(thread(other).getByText("Who reads this?")).toBeVisible();
  await expect(thread(other).getByText(/, edited$/)).toBeVisible();
  await look(page, "comments");

  await thread(other).getByRole("button", { name: "Resolve" }).click();
  await expect(card(page, SECOND).getByRole("img", { name: "1 comment" })).toBeHidden();
  await inspector(page).getByRole("button", { name: "1 resolved" }).click();
  await expect(thread(page).getByText(/^Resolved by/)).toBeVisible();
  await page.reload();
  await card(page, SECOND).click();
  await inspector(page).getByRole("button", { name: "1 resolved" }).click();
  for (const left of [1, 0]) {
    await thread(page).getByRole("button", { name: "More about this comment" }).first().click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await expect(thread(page).getByRole("listitem")).toHaveCount(left);
  }
  await expect(thread(page)).toBeHidden();
  await other.context().close();
});

test("a comment can keep the plan from being run, and the planner can answer it with a change", async ({
  page,
}) => {
  await openChain(page);
  await comment(page, FIRST, `Rename ${FIRST} to Interview shop owners`, true);
  await expect(run(page)).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByText(`Resolve 1 comment first: on “${FIRST}”.`)).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog")).toBeHidden();

  await thread(page).getByRole("button", { name: "Ask the planner" }).click();
  await expect(planner(page).getByText(`Answers the comment on “${FIRST}”`)).toBeVisible();
  await planner(page).getByRole("button", { name: "Send" }).click();
  await planner(page).getByRole("button", { name: "Accept all" }).click();
  await expect(card(page, "Interview shop owners")).toBeVisible();
  await expect(run(page)).not.toHaveAttribute("aria-disabled", "true");
  await planner(page).getByRole("button", { name: "Close the chat" }).click();
  await card(page, "Interview shop owners").click();
  await inspector(page).getByRole("button", { name: "1 resolved" }).click();
  await expect(thread(page).getByText(/^Changed the plan: Rename/)).toBeVisible();
  await startRun(page);
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 30_000 });
});
