import type { Locator, Page } from "@playwright/test";
import {
  dependOn,
  edges,
  FIRST,
  inspector,
  openChain,
  paste,
  row,
  saved,
  SECOND,
  STRAIGHT,
  THIRD,
  undoButton,
} from "./editor.ts";
import { card, expect, test } from "./support.ts";

const title = (page: Page) => inspector(page).getByRole("textbox", { name: "Title", exact: true }).first();
const argument = (page: Page, name: string): Locator =>
  inspector(page).getByRole("group", { name, exact: true }).first();

test.beforeEach(async ({ page }) => {
  await openChain(page);
});

test("title and instruction are saved while they are typed, each as one undo entry", async ({ page }) => {
  await card(page, SECOND).click();
  await title(page).fill("");
  await page.keyboard.type("Draft two newsletters");
  await expect(card(page, "Draft two newsletters")).toBeVisible();
  await expect(row(page, 1)).toHaveValue("Draft two newsletters");
  await inspector(page).getByLabel("Instruction").fill("One for shops,\none for customers — ½ page each 🌱");
  await expect(undoButton(page)).toHaveAccessibleName("Undo edit instruction of Draft two newsletters");
  await saved(page);
  await page.reload();
  await card(page, "Draft two newsletters").click();
  await expect(inspector(page).getByLabel("Instruction")).toHaveValue(
    "One for shops,\none for customers — ½ page each 🌱",
  );
  await title(page).fill("Draft three newsletters");
  await expect(undoButton(page)).toHaveAccessibleName(
    "Undo rename Draft two newsletters to Draft three newsletters",
  );
  await undoButton(page).click();
  await expect(title(page)).toHaveValue("Draft two newsletters");
  await expect(card(page, "Draft two newsletters")).toBeVisible();
});

test("another tool keeps the arguments that it knows; what is missing is said beside the field and leads to the step", async ({
  page,
}) => {
  await card(page, FIRST).click();
  const words = argument(page, "Search words (needed)").getByRole("textbox");
  await words.fill("refill shops nearby");
  await inspector(page).getByLabel("Tool", { exact: true }).selectOption({ label: "Search the web" });
  await expect(words).toHaveValue("refill shops nearby");
  await inspector(page).getByLabel("Tool", { exact: true }).selectOption({ label: "Write text" });
  await expect(argument(page, "Brief (needed)").getByRole("listitem")).not.toHaveCount(0);
  await expect(page.getByRole("button", { name: "Run", exact: true })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await expect(card(page, FIRST).getByLabel(/to fix/)).toBeVisible();

  await card(page, THIRD).click();
  await page.getByRole("button", { name: /^\d+ problems$/ }).click();
  await page.getByRole("menuitem").filter({ hasText: FIRST }).first().click();
  await expect(title(page)).toHaveValue(FIRST);
  await argument(page, "Brief (needed)").getByRole("textbox").fill("Say what refill shops do");
  await expect(argument(page, "Brief (needed)").getByRole("listitem")).toHaveCount(0);
  await inspector(page).getByLabel("Tool", { exact: true }).selectOption({ label: "Search knowledge" });
  await argument(page, "Search words (needed)").getByRole("textbox").fill("refill");
  await saved(page);
});

test("arguments: text, number, a reference as a chip, a text with a reference in it", async ({ page }) => {
  await card(page, FIRST).click();
  const passages = argument(page, "Passages").getByRole("textbox");
  await passages.fill("many");
  await expect(argument(page, "Passages").getByRole("alert")).toBeVisible();
  await passages.fill("99");
  await expect(argument(page, "Passages").getByRole("listitem")).not.toHaveCount(0);
  await passages.fill("9");
  await expect(argument(page, "Passages").getByRole("listitem")).toHaveCount(0);

  await card(page, SECOND).click();
  const topic = argument(page, "Topic (needed)");
  await topic.getByRole("textbox").fill("refill shops: ");
  await topic.getByRole("button", { name: /^Take Topic/ }).click();
  await page.getByRole("menuitem", { name: /^query/ }).click();
  await expect(topic.getByRole("textbox")).toHaveValue("refill shops: {{research-refill-shops.query}}");
  await expect(topic.getByRole("button", { name: `${FIRST} › query` })).toBeVisible();
  const material = argument(page, "Material 1");
  await material.getByRole("button", { name: "Enter a value instead" }).click();
  await argument(page, "Material 1")
    .getByRole("button", { name: /^Take Material 1/ })
    .click();
  await page.getByRole("menuitem", { name: /^passages list/ }).click();
  await expect(
    argument(page, "Material 1").getByRole("button", { name: `${FIRST} › passages` }),
  ).toBeVisible();
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await saved(page);
  await page.reload();
  await card(page, SECOND).click();
  await expect(topic.getByRole("textbox")).toHaveValue("refill shops: {{research-refill-shops.query}}");
  await card(page, FIRST).click();
  await expect(argument(page, "Passages").getByRole("textbox")).toHaveValue("9");

  // A reference to what is no longer an earlier step is a problem, said where it stands.
  await card(page, SECOND).click();
  await inspector(page)
    .getByRole("button", { name: `Stop depending on ${FIRST}` })
    .click();
  await expect(topic.getByRole("listitem")).not.toHaveCount(0);
  await dependOn(page, FIRST);
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
});

const BAD: [string, string, RegExp][] = [
  ["NUL", "Draft\u0000it", /cannot be kept/],
  ["half a surrogate pair", "Draft \ud83c it", /cannot be kept/],
  ["too long", "x".repeat(201), /longer than 200/],
  ["empty", "", /empty/],
];
for (const [name, text, message] of BAD) {
  test(`a bad title (${name}) gets a message, is not saved and not lost`, async ({ page }) => {
    await card(page, SECOND).click();
    await paste(title(page), text);
    await expect(inspector(page).getByText(message)).toBeVisible();
    await expect(title(page)).toHaveAttribute("aria-invalid", "true");
    await card(page, THIRD).click();
    await expect(title(page)).toHaveValue(THIRD);
    await card(page, SECOND).click();
    const shown = () => title(page).evaluate((field: HTMLInputElement) => field.value.length);
    await expect.poll(shown).toBe(text.length);
    await expect(inspector(page).getByText(message)).toBeVisible();
    await saved(page);
    await title(page).fill("Draft something");
    await expect(inspector(page).getByText(message)).toBeHidden();
    await expect(row(page, 1)).toHaveValue("Draft something");
  });
}

test("bad text and bad JSON in arguments get a message beside the field", async ({ page }) => {
  await card(page, SECOND).click();
  const brief = argument(page, "Brief (needed)");
  await paste(brief.getByRole("textbox"), "a\u0000b");
  await expect(brief.getByText(/cannot be kept/)).toBeVisible();
  await paste(brief.getByRole("textbox"), "y".repeat(20_001));
  await expect(brief.getByText(/longer than 20,000/)).toBeVisible();
  await brief.getByRole("textbox").fill("Draft a newsletter");
  await expect(brief.getByRole("alert")).toHaveCount(0);

  await inspector(page).getByRole("button", { name: "Add to Material" }).click();
  const added = argument(page, "Material 3").getByRole("textbox");
  await added.fill('{ "shops": [1, 2');
  await expect(argument(page, "Material 3").getByText(/not valid JSON yet/)).toBeVisible();
  await card(page, FIRST).click();
  await card(page, SECOND).click();
  await expect(added).toHaveValue('{ "shops": [1, 2');
  await added.fill('{ "shops": [1, 2] }');
  await expect(argument(page, "Material 3").getByRole("alert")).toHaveCount(0);
  await saved(page);
  await page.reload();
  await card(page, SECOND).click();
  await expect(added).toHaveValue(/"shops": \[\s*1,\s*2\s*\]/);
});

test("Ctrl+Enter runs the plan as it is shown", async ({ page }) => {
  await card(page, SECOND).click();
  await title(page).fill("Draft the newsletter");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: "Start the run" }).click();
  await page.waitForURL(/\/runs\/[0-9a-z]{26}$/);
  await expect(card(page, "Draft the newsletter")).toBeVisible();
});
