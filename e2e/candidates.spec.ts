import type { Page } from "@playwright/test";
import { openChain, saved, titles, undoButton } from "./editor.ts";
import { axe, card, expect, picture, planGoal, REFERENCE_GOAL, test } from "./support.ts";

const dialog = (page: Page) => page.getByRole("dialog", { name: "Compare plans" });
const column = (page: Page, title: "Cheap" | "Fast" | "Careful") =>
  dialog(page).getByRole("region", { name: title });
const foot = (page: Page) => dialog(page).getByRole("button", { name: "Take chosen steps" });

/** Makes the reference plan and compares it, by the keyboard alone. */
async function compare(page: Page, asked?: () => Promise<void>): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await planGoal(page, REFERENCE_GOAL);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await page.keyboard.press("Control+Shift+K");
  const make = dialog(page).getByRole("button", { name: "Make these plans" });
  await expect(make).toBeVisible();
  await asked?.();
  await make.focus();
  await page.keyboard.press("Enter");
  for (const title of ["Cheap", "Fast", "Careful"] as const)
    await expect(column(page, title).getByRole("button", { name: "Use this plan" })).toBeVisible();
}

test("three plans stand side by side; one is used as one edit, and undone by its name", async ({ page }) => {
  await compare(page);
  const before = await titles(page);
  await expect(dialog(page).getByText(`${before.length} steps`).first()).toBeVisible();
  await expect(column(page, "Cheap")).toContainText("fewer");
  await expect(column(page, "Cheap")).toContainText(/Leaves out .*“Look up brand rules”/);
  await expect(column(page, "Careful")).toContainText("Low risk");
  for (const title of ["Cheap", "Fast", "Careful"] as const) {
    await expect(column(page, title)).toContainText(/(Low|Medium|High) risk/);
    await expect(
      column(page, title).getByRole("heading", { name: "What it does differently" }),
    ).toBeVisible();
  }

  await column(page, "Cheap").getByRole("button", { name: "Use this plan" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByText("Use the cheap plan: done. Undo takes it back.").first()).toBeVisible();
  await expect(card(page, "Look up brand rules")).toBeHidden();
  const after = await titles(page);
  expect(after.length).toBeLessThan(before.length);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await expect(undoButton(page)).toHaveAccessibleName("Undo use the cheap plan");

  // Looked at again: which one it is now, and another one instead.
  await page.getByRole("button", { name: /^Compare/ }).click();
  await expect(column(page, "Cheap")).toContainText("The plan is like this now");
  await page.keyboard.press("Escape");
  await undoButton(page).click();
  await expect.poll(() => titles(page)).toEqual(before);
  await saved(page);
});

test("steps of several are taken at once, and what does not fit together is said", async ({ page }) => {
  await compare(page);
  const before = await titles(page);
  await expect(foot(page)).toBeDisabled();
  const keywords = column(page, "Careful").getByRole("checkbox", { name: /^Identify keywords/ });
  await keywords.check();
  await column(page, "Fast")
    .getByRole("checkbox", { name: /^Research the market/ })
    .check();
  await expect(dialog(page).getByText("2 steps chosen")).toBeVisible();
  await foot(page).click();
  await expect(dialog(page)).toBeHidden();
  expect(await titles(page)).toEqual(before);
  await expect(undoButton(page)).toHaveAccessibleName("Undo take 2 steps of other plans");

  // Only one step that reads another: the plan says what is missing.
  await page.getByRole("button", { name: /^Compare/ }).click();
  await keywords.check();
  await dialog(page).getByRole("radio", { name: "Make them the whole plan" }).check();
  await foot(page).click();
  await expect(
    dialog(page).getByText("“Identify keywords” needs what “Research the market” gives"),
  ).toBeVisible();
  await dialog(page).getByRole("button", { name: "Look at the plan" }).click();
  await expect.poll(() => titles(page)).toEqual(["Identify keywords"]);
  await expect(page.getByRole("button", { name: "1 problem" })).toBeVisible();
  await undoButton(page).click();
  await expect.poll(() => titles(page)).toEqual(before);
});

test("edits that do not go together with a plan are not lost unasked", async ({ page }) => {
  await openChain(page);
  await page.getByRole("button", { name: /^Compare/ }).click();
  await dialog(page).getByRole("button", { name: "Make these plans" }).click();
  await expect(column(page, "Careful").getByRole("button", { name: "Use this plan" })).toBeVisible();
  await page.keyboard.press("Escape");
  const attempts = page.getByRole("complementary", { name: "Inspector" }).getByLabel("Tries");
  await card(page, "Research refill shops").click();
  await attempts.fill("7");
  await saved(page);
  await page.getByRole("button", { name: /^Compare/ }).click();
  await expect(dialog(page).getByText("The plan has changed since these were made.")).toBeVisible();
  await column(page, "Careful").getByRole("button", { name: "Use this plan" }).click();
  const refusal = dialog(page).getByRole("alert");
  await expect(refusal).toContainText("“Research refill shops” has been changed in the same place.");
  await refusal.getByRole("button", { name: "Use it over my edits" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(attempts).toHaveValue("3");
  await undoButton(page).click();
  await expect(attempts).toHaveValue("7");
});

test("a goal asks for them at once; they are discarded, and chosen anew", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("What do you want to get done?").fill(REFERENCE_GOAL);
  await page.getByLabel("How to plan").selectOption("Compare plans");
  await page.getByRole("button", { name: "Make a plan" }).click();
  await expect(column(page, "Careful").getByRole("button", { name: "Use this plan" })).toBeVisible();
  await dialog(page).getByRole("button", { name: "Discard and compare anew" }).click();
  await dialog(page).getByRole("checkbox", { name: /^Fast/ }).uncheck();
  await dialog(page)
    .getByRole("checkbox", { name: /^Cheap/ })
    .uncheck();
  await dialog(page).getByRole("button", { name: "Make these plans" }).click();
  await expect(dialog(page).getByRole("alert")).toHaveText("Choose at least two to compare.");
  await dialog(page)
    .getByRole("checkbox", { name: /^Cheap/ })
    .check();
  await dialog(page).getByRole("button", { name: "Make these plans" }).click();
  await expect(column(page, "Careful").getByRole("button", { name: "Use this plan" })).toBeVisible();
  await expect(column(page, "Fast")).toBeHidden();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the comparison is accessible in ${colorScheme}, wide and narrow`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const check = (what: string) => axe(page, what);
    await compare(page, () => check("asked for"));
    await column(page, "Careful")
      .getByRole("checkbox", { name: /^Identify keywords/ })
      .check();
    await check("wide");
    await picture(page, `candidates-${colorScheme}`);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(column(page, "Careful")).toBeVisible();
    await check("narrow");
    await picture(page, `candidates-${colorScheme}-narrow`);
    // Nothing has to be scrolled sideways.
    const wider = await dialog(page).evaluate((box) => box.scrollWidth > box.clientWidth);
    expect(wider).toBe(false);
  });
}
