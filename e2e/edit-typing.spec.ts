import type { Locator, Page } from "@playwright/test";
import {
  canvas,
  elsewhere,
  FIRST,
  heard,
  inspector,
  openChain,
  outline,
  row,
  saved,
  SECOND,
  THIRD,
  titles,
  undoButton,
} from "./editor.ts";
import { card, expect, FRUITLESS_GOAL, look, planGoal, startRun, test } from "./support.ts";

const title = (page: Page) => inspector(page).getByRole("textbox", { name: "Title", exact: true }).first();
const argument = (page: Page, name: string): Locator =>
  inspector(page).getByRole("group", { name, exact: true }).first();

test("the title that a person asked to edit takes the focus once, not whenever its step is selected again", async ({
  page,
}) => {
  await openChain(page);
  await card(page, FIRST).click();
  await page.keyboard.press("e");
  await expect(title(page)).toBeFocused();
  await card(page, SECOND).click();
  await expect(title(page)).toHaveValue(SECOND);
  await page.keyboard.press("ArrowUp");
  await expect(title(page)).toHaveValue(FIRST);
  await expect(card(page, FIRST)).toBeFocused();
  await card(page, THIRD).click();
  await card(page, FIRST).click();
  await expect(title(page)).toHaveValue(FIRST);
  await expect(card(page, FIRST)).toBeFocused();
  await page.keyboard.press("e");
  await expect(title(page)).toBeFocused();
});

test("what somebody else writes into a field shows there, also while the focus is in it", async ({
  page,
  browser,
}) => {
  const other = await elsewhere(browser, await openChain(page));
  await card(page, SECOND).click();
  await title(page).fill("Draft mine");
  await saved(page);
  await card(other, "Draft mine").click();
  await title(other).fill("Draft theirs");
  await expect(card(page, "Draft theirs")).toBeVisible();
  await expect(title(page)).toHaveValue("Draft theirs");
  await expect(title(page)).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type(" too");
  await expect(card(other, "Draft theirs too")).toBeVisible();

  // What is not valid yet is not lost to it, but the field says that there is another value by now.
  await title(page).fill("");
  await expect(inspector(page).getByText("The title is empty.")).toBeVisible();
  await title(other).fill("Draft ours");
  await expect(inspector(page).getByText("The plan has “Draft ours” by now.")).toBeVisible();
  await expect(title(page)).toHaveValue("");
  await other.context().close();
});

test("what is typed before the editor can take it is taken when it can", async ({ page }) => {
  const address = await openChain(page);
  await saved(page);
  const html = await (await page.request.get(address)).text();
  const come = Promise.withResolvers<void>();
  // What the page itself does not name comes later, as the checks of an edit do.
  await page.route("**/_next/static/chunks/*.js", async (route) => {
    const name = new URL(route.request().url()).pathname.split("/").at(-1) ?? "";
    if (!html.includes(name)) await come.promise;
    await route.continue();
  });
  // Not until it has loaded: what is held back here may be part of that.
  await page.reload({ waitUntil: "commit" });
  // Before the page itself is awake, nothing hears what is typed.
  await expect(async () => {
    for (const title of ["Draft", "Draft early"]) await row(page, 1).fill(title);
    await expect(outline(page).getByText(/The editor is still being loaded/)).toBeVisible({ timeout: 500 });
  }).toPass();
  come.resolve();
  await expect(card(page, "Draft early")).toBeVisible();
  await expect(outline(page).getByText(/The editor is still being loaded/)).toBeHidden();
  await saved(page);
});

test("a part put into a condition is an edit of its own, and undone in its field too", async ({ page }) => {
  await openChain(page);
  await card(page, SECOND).click();
  const condition = inspector(page).getByRole("textbox", { name: /^Only when/ });
  await condition.fill("true ||");
  const part = inspector(page).getByRole("button", { name: "Take a part for the condition" });
  await part.click();
  await page.getByRole("menuitem", { name: /^query/ }).click();
  await expect(condition).toHaveValue(/^true \|\| steps\S+\.query$/);
  await heard(page, `Change condition of ${SECOND}: done.`);
  await undoButton(page).click();
  await expect(condition).toHaveValue("true ||");
  await undoButton(page).click();
  await expect(condition).toHaveValue("");
});

test("what is typed in one visit of a field is one undo entry, and so is each act on an argument", async ({
  page,
}) => {
  await openChain(page);
  await card(page, SECOND).click();
  await title(page).fill("Draft once");
  await inspector(page).getByLabel("Instruction").click();
  await title(page).fill("Draft twice");
  await undoButton(page).click();
  await expect(title(page)).toHaveValue("Draft once");
  await undoButton(page).click();
  await expect(title(page)).toHaveValue(SECOND);

  const removals = inspector(page).getByRole("button", { name: /^Remove Material/ });
  const count = await removals.count();
  await inspector(page).getByRole("button", { name: "Add to Material" }).click();
  await heard(page, `Edit arguments of ${SECOND}: done.`);
  await inspector(page).getByRole("button", { name: "Add to Material" }).click();
  await expect(removals).toHaveCount(count + 2);
  await undoButton(page).click();
  await expect(removals).toHaveCount(count + 1);
  await undoButton(page).click();
  await expect(removals).toHaveCount(count);
});

test("text that is not valid goes with the item or the value that it was typed for", async ({ page }) => {
  await openChain(page);
  await card(page, SECOND).click();
  const add = inspector(page).getByRole("button", { name: "Add to Material" });
  const alerts = inspector(page).getByRole("alert");
  await add.click();
  await add.click();
  await argument(page, "Material 4").getByRole("textbox").fill("[1, 2");
  await expect(argument(page, "Material 4").getByText(/not valid JSON yet/)).toBeVisible();
  await inspector(page).getByRole("button", { name: "Remove Material 3" }).click();
  await expect(argument(page, "Material 4")).toHaveCount(0);
  await add.click();
  await expect(argument(page, "Material 4").getByRole("textbox")).not.toHaveValue("[1, 2");
  await expect(alerts).toHaveCount(0);

  // Of two items one may change while the other waits to become valid.
  await argument(page, "Material 3").getByRole("textbox").fill("[1, 2");
  await argument(page, "Material 4")
    .getByRole("button", { name: /^Take Material 4/ })
    .click();
  await page.getByRole("menuitem", { name: /^passages list/ }).click();
  await expect(argument(page, "Material 3").getByRole("textbox")).toHaveValue("[1, 2");

  await card(page, FIRST).click();
  const passages = argument(page, "Passages");
  await passages.getByRole("textbox").fill("9");
  await passages.getByRole("textbox").fill("9 or more");
  await expect(passages.getByRole("alert")).toBeVisible();
  await passages.getByRole("button", { name: "Clear Passages" }).click();
  await expect(passages.getByRole("textbox")).toHaveValue("");
  await expect(passages.getByRole("alert")).toHaveCount(0);
  // The button is gone with what it cleared.
  await expect(passages.getByRole("textbox")).toBeFocused();
});

test("the menu of a step opens by key in the outline, and gives the focus back", async ({ page }) => {
  await openChain(page);
  await row(page, 1).click();
  for (const key of ["Shift+F10", "ContextMenu"]) {
    await page.keyboard.press(key);
    const menu = page.getByRole("menu", { name: SECOND });
    await expect(menu).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(menu).toBeHidden();
    await expect(row(page, 1)).toBeFocused();
  }
  await page.keyboard.press("Shift+F10");
  const moveUp = page.getByRole("menuitem", { name: "Move up" });
  await expect(moveUp).toBeVisible();
  // A menu forgets what was typed after a second; one letter is typed in none.
  await page.keyboard.press("m");
  await moveUp.press("Enter");
  await expect.poll(() => titles(page)).toEqual([SECOND, FIRST, THIRD]);
});

test("the title of a step that has started is only read in the outline", async ({ page }) => {
  await planGoal(page, FRUITLESS_GOAL);
  await startRun(page);
  await expect(page.getByText("The run cannot go on by itself")).toBeVisible();
  await page.getByRole("button", { name: "Edit remaining steps" }).click();
  await page.waitForURL(/\/plans\/[0-9a-z]{26}\?run=/);
  await expect(page.getByText(/Editing what is left of run/)).toBeVisible();
  const started = "Analyse our marketing metrics";
  const at = (await titles(page)).indexOf(started);
  await row(page, at).click();
  await page.keyboard.type("x");
  await expect(row(page, at)).toHaveValue(started);
  await expect(row(page, at)).not.toBeEditable();
  await expect(outline(page).getByRole("alert")).toHaveCount(0);
  // The others are typed in as ever.
  await expect(row(page, (await titles(page)).indexOf("Draft a newsletter"))).toBeEditable();
  await look(page, "outline-locked");
});

test.describe("the focus stays where a person is when what had it is removed", () => {
  test.beforeEach(async ({ page }) => {
    await openChain(page);
  });

  test("a step, by its menu, by cutting it, and in the inspector", async ({ page }) => {
    await card(page, SECOND).click({ button: "right" });
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await expect(card(page, SECOND)).toBeHidden();
    await expect(canvas(page)).toBeFocused();
    await page.keyboard.press("Control+z");
    await expect(card(page, SECOND)).toBeVisible();

    await card(page, SECOND).click();
    await page.keyboard.press("Control+x");
    await expect(card(page, SECOND)).toBeHidden();
    await expect(canvas(page)).toBeFocused();
    await page.keyboard.press("Control+z");
    await expect(card(page, SECOND)).toBeVisible();

    await card(page, SECOND).click();
    await inspector(page).getByRole("button", { name: "Remove this step" }).click();
    await expect(card(page, SECOND)).toBeHidden();
    await expect(canvas(page)).toBeFocused();
    await page.keyboard.press("Control+z");
    await expect(card(page, SECOND)).toBeVisible();

    await page.keyboard.press("Control+a");
    await inspector(page).getByRole("button", { name: "Remove", exact: true }).click();
    await expect(page.locator(".react-flow__node")).toHaveCount(0);
    await expect(canvas(page)).toBeFocused();
  });

  test("a part of a step, in the inspector", async ({ page }) => {
    const button = (name: string | RegExp) => inspector(page).getByRole("button", { name });
    await card(page, SECOND).click();
    await button(`Stop depending on ${FIRST}`).click();
    await expect(button("Add a dependency")).toBeFocused();

    while ((await button(/^No longer require/).count()) > 0)
      await button(/^No longer require/)
        .first()
        .click();
    await button("Add part").click();
    await page.getByRole("menuitem").first().click();
    await button(/^No longer require/).click();
    await expect(button("Add part")).toBeFocused();

    await button("Add fallback").click();
    // It begins with what its tool takes of the step's arguments, and nothing else.
    await expect(inspector(page).getByText("The tool does not know this argument.")).toHaveCount(0);
    await button("Remove this fallback").click();
    await expect(button("Add fallback")).toBeFocused();

    for (let left = await button(/^Remove Material/).count(); left > 0; left -= 1)
      await button(`Remove Material ${left}`).click();
    await expect(button("Add to Material")).toBeFocused();
  });

  test("a row of the outline, and its search", async ({ page }) => {
    await row(page, 0).fill("");
    await page.keyboard.press("Backspace");
    await expect.poll(() => titles(page)).toEqual([SECOND, THIRD]);
    await expect(row(page, 0)).toBeFocused();

    await page.keyboard.press("Shift+F10");
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await expect.poll(() => titles(page)).toEqual([THIRD]);
    await expect(row(page, 0)).toBeFocused();

    // A click on nothing takes the selection away.
    const box = await canvas(page).boundingBox();
    if (!box) throw new Error("The canvas is not on the page.");
    await page.mouse.click(box.x + 30, box.y + box.height / 2);
    const find = outline(page).getByRole("button", { name: "Find in the outline" });
    await find.click();
    await expect(outline(page).getByLabel("Find steps")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(find).toBeFocused();
  });
});
