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
    const asks = page.getByRole("dialog", { name: "Delete this comment?" });
    await asks.getByRole("button", { name: "Cancel" }).click();
    await expect(asks).toBeHidden();
    await expect(thread(page).getByRole("listitem")).toHaveCount(left + 1);
    await thread(page).getByRole("button", { name: "More about this comment" }).first().click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await asks.getByRole("button", { name: "Delete" }).click();
    await expect(thread(page).getByRole("listitem")).toHaveCount(left);
  }
  await expect(thread(page)).toBeHidden();
  await other.context().close();
});

test("what is written and not sent stays while other things are looked at, and while more is written", async ({
  page,
}) => {
  await openChain(page);
  await comment(page, SECOND, "Who reads this newsletter?");
  await thread(page).getByRole("button", { name: "Reply" }).click();
  const reply = page.getByRole("textbox", { name: "Reply" });
  await reply.fill("Owners of");
  await inspector(page).getByRole("button", { name: "Comment", exact: true }).click();
  const written = page.getByRole("textbox", { name: `Comment on ${SECOND}` });
  await expect(written).toBeFocused();
  await written.fill("Half a thought");
  await inspector(page).getByLabel("Must be resolved before a run").first().check();
  await page.keyboard.press("Escape");

  const stands = async () => {
    await expect(written).toHaveValue("Half a thought");
    await expect(reply).toHaveValue("Owners of");
  };
  await card(page, THIRD).click();
  await expect(written).toBeHidden();
  await card(page, SECOND).click();
  await stands();
  // What is found as it was left does not take the focus from where the person is.
  await expect(written).not.toBeFocused();

  await page.setViewportSize({ width: 1000, height: 900 });
  await page.getByRole("button", { name: /^Chat/ }).click();
  await expect(written).toBeHidden();
  await planner(page).getByRole("button", { name: "Close the chat" }).click();
  await stands();
  await page.setViewportSize({ width: 390, height: 800 });
  await page.getByRole("tab", { name: "Outline" }).click();
  await expect(written).toBeHidden();
  await page.getByRole("tab", { name: "Inspector" }).click();
  await stands();
  await page.setViewportSize({ width: 1440, height: 900 });

  // A person who writes on while it is being sent loses nothing either.
  const arrived = Promise.withResolvers<void>();
  await page.route("**/plans/*", async (route) => {
    if (route.request().method() === "POST") await arrived.promise;
    await route.fallback();
  });
  await written.press("Control+Enter");
  await written.press("End");
  await written.pressSequentially(", and more");
  arrived.resolve();
  await expect(thread(page).getByText("Half a thought", { exact: true })).toBeVisible();
  await expect(run(page)).toHaveAttribute("aria-disabled", "true");
  await expect(written).toHaveValue("Half a thought, and more");
  await inspector(page).getByRole("button", { name: "Cancel" }).first().click();
  await expect(written).toBeHidden();
  await reply.press("Control+Enter");
  await expect(thread(page).getByText("Owners of", { exact: true })).toBeVisible();
  await expect(reply).toBeHidden();
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
  await expect(runStatus(page, "Succeeded")).toBeVisible();
});
