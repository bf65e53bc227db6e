import type { Page } from "@playwright/test";
import { FIRST, inspector, openChain, saved, SECOND, THIRD, undoButton } from "./editor.ts";
import { axe, card, cardsThat, expect, runStatus, startRun, test } from "./support.ts";

const condition = (page: Page) => inspector(page).getByLabel("Only when");
const findings = (page: Page) =>
  inspector(page)
    .getByRole("listitem")
    .filter({ has: page.getByLabel("Problem") });
const valid = (page: Page) => page.getByText("Valid", { exact: true });
const panel = (page: Page) => page.getByRole("complementary", { name: /^Step:/ });

test.beforeEach(async ({ page }) => {
  await openChain(page);
});

test("a condition is checked as it is typed, by keyboard, and marks the card", async ({ page }) => {
  await card(page, SECOND).click();
  await condition(page).focus();
  await page.keyboard.type("steps.search.found >");
  await expect(findings(page)).toHaveText(/ends too soon/);
  await expect(page.getByRole("button", { name: "Run", exact: true })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await condition(page).fill("steps.nobody.found > 1");
  await expect(findings(page)).toHaveText(/not in the plan: “nobody”/);

  // The menu writes what earlier steps give as the language has it.
  await condition(page).fill("");
  await inspector(page)
    .getByRole("button", { name: /^Take a part for the condition/ })
    .click();
  await page.getByRole("menuitem", { name: /^passages list/ }).click();
  await expect(condition(page)).toHaveValue('steps["research-refill-shops"].passages');
  await condition(page).fill('size(steps["research-refill-shops"].passages) > 1000');
  await expect(findings(page)).toHaveCount(0);
  await expect(card(page, SECOND).getByLabel(/^Only when/)).toBeVisible();
  await saved(page);
  await page.reload();
  await card(page, SECOND).click();
  await expect(condition(page)).toHaveValue('size(steps["research-refill-shops"].passages) > 1000');
  await axe(page);
  await condition(page).fill("");
  await expect(undoButton(page)).toHaveAccessibleName(`Undo change condition of ${SECOND}`);
});

test("a step that its condition skips is grey on the run page and says why", async ({ page }) => {
  await card(page, SECOND).click();
  await condition(page).fill('size(steps["research-refill-shops"].passages) > 1000');
  await expect(
    valid(page)
      .or(page.getByText(/warning/))
      .first(),
  ).toBeVisible();
  await saved(page);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("button", { name: "Start the run" }).click();
  await page.waitForURL(/\/runs\/[0-9a-z]{26}$/);
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  const skipped = cardsThat(page, "by a condition");
  await expect(skipped).not.toHaveCount(0);
  await card(page, SECOND).click();
  await expect(panel(page).getByText("Skipped by a condition")).toBeVisible();
  await expect(panel(page)).toContainText("does not hold");
  await axe(page);
});

test("a step is done for each item of a list, and the run page shows each", async ({ page }) => {
  await card(page, SECOND).click();
  const often = inspector(page).getByLabel("How often");
  await often.focus();
  await page.keyboard.press("ArrowDown");
  await expect(often).toHaveValue("map");
  await expect(findings(page).first()).toHaveText(/no list is chosen/);
  const list = inspector(page).getByLabel("List", { exact: true });
  await list.selectOption({ label: "passages" });
  const topic = inspector(page).getByRole("group", { name: "Topic (needed)" });
  await topic.getByRole("textbox").fill("");
  await topic.getByRole("button", { name: /^Take Topic/ }).click();
  await page
    .getByRole("menuitem", { name: /^title text/ })
    .first()
    .click();
  await expect(topic.getByRole("button", { name: "The item › title" })).toBeVisible();
  await expect(card(page, SECOND)).toContainText(`Each of ${FIRST} › passages`);

  // Who reads the step reads a list now, and is told so.
  await expect(
    card(page, THIRD)
      .getByLabel(/to fix|to look at/)
      .or(valid(page))
      .first(),
  ).toBeVisible();
  await saved(page);
  await page.reload();
  await card(page, SECOND).click();
  await expect(inspector(page).getByLabel("List", { exact: true })).toHaveValue(/passages/);
  await axe(page);
  await startRun(page);
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });
  await card(page, SECOND).click();
  const items = panel(page)
    .getByRole("list")
    .filter({ has: page.getByRole("button", { name: /Succeeded/ }) });
  await expect(items.getByRole("listitem")).toHaveCount(6);
  await axe(page);
  await items.getByRole("button").nth(1).click();
  await expect(panel(page).getByRole("heading", { name: `${SECOND}, item 2` })).toBeVisible();
  await expect(panel(page).getByText("1 attempt", { exact: true })).toBeVisible();
  await panel(page).getByRole("button", { name: "All items" }).click();
  await expect(panel(page).getByRole("heading", { name: SECOND, exact: true })).toBeVisible();
});

test("a done-condition: expression, schema and repeats, with what is wrong beside the field", async ({
  page,
}) => {
  await card(page, SECOND).click();
  // Open already, since the planner gave the step an expression.
  const expression = inspector(page).getByLabel("Expression that must hold");
  await expression.fill("size(output.lost) > 3");
  await expect(findings(page)).toHaveText(/gives no “lost”/);
  await expression.fill("size(output.text) > 1000000");
  await expect(findings(page)).toHaveCount(0);
  const schema = inspector(page).getByLabel("JSON Schema that it must fit");
  await schema.fill('{ "type": "object"');
  await expect(inspector(page).getByText("This is not valid JSON yet.")).toBeVisible();
  await schema.fill('{ "properties": { "text": { "pattern": "a+" } } }');
  await expect(findings(page)).toHaveText(/cannot use “pattern”/);
  await schema.fill('{ "type": "object" }');
  await expect(findings(page)).toHaveCount(0);
  await expect(inspector(page).getByLabel("Rubric that it is judged by")).toBeDisabled();
  await expect(inspector(page).getByText(/Needs a checker model/)).toBeVisible();
  await inspector(page).getByLabel("Repeats when it does not pass").fill("2");
  await inspector(page).getByLabel("Silent at most (s)").fill("9999");
  await expect(inspector(page).getByText(/The time limit ends the step before/)).toBeVisible();
  await inspector(page).getByLabel("Silent at most (s)").fill("");
  await inspector(page).getByLabel("Expected time (s)").fill("4.5");
  await saved(page);
  await page.reload();
  await card(page, SECOND).click();
  await expect(expression).toHaveValue("size(output.text) > 1000000");
  await expect(inspector(page).getByLabel("Expected time (s)")).toHaveValue("4.5");
  await axe(page);

  await startRun(page);
  await expect(page.getByText("The run cannot go on by itself")).toBeVisible();
  await card(page, SECOND).click();
  await expect(panel(page)).toContainText("does not meet this step's done-condition");
  await expect(panel(page).getByText("3 attempts", { exact: true })).toBeVisible();
});
