import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { MOST_VARIABLES } from "#lib/domain/playbook.ts";
import { testGraph } from "#lib/testing/seed-run.ts";
import { outline, saved, titles } from "./editor.ts";
import { axe, expect, planGoal, REFERENCE_GOAL, runStatus, startRun, test } from "./support.ts";

const own = (page: Page) => page.getByRole("list", { name: "Your playbooks" });
const dialog = (page: Page) => page.getByRole("dialog");

/** Opens the dialog to save the plan that is open in the editor. */
async function openSave(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More for this plan" }).click();
  await page.getByRole("menuitem", { name: "Save as playbook" }).click();
  await expect(dialog(page)).toBeVisible();
}

async function chooseMenu(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `More for ${name}`, exact: true }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("a plan is saved with its parts named, used with other values, edited, exported, imported and deleted", async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await planGoal(page, REFERENCE_GOAL);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  const steps = await titles(page);

  await openSave(page);
  await axe(page, "the dialog to save");
  await dialog(page).getByLabel("Name", { exact: true }).fill("  ");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page).getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await dialog(page).getByLabel("Name", { exact: true }).fill("Strategy for eco-products");
  await expect(dialog(page).getByRole("checkbox", { name: "“eco-products”" })).toBeChecked();
  await dialog(page).getByLabel("Name of “eco-products”").fill("Product line");
  await dialog(page).getByRole("checkbox", { name: "“next quarter”" }).uncheck();
  await dialog(page).getByLabel("Another part").fill("No such words");
  await dialog(page).getByRole("button", { name: "Add" }).click();
  await expect(dialog(page).getByText(/stands nowhere in the plan/)).toBeVisible();
  await dialog(page).getByLabel("Another part").fill("Email newsletter");
  await page.keyboard.press("Enter");
  await expect(dialog(page).getByRole("checkbox", { name: "“Email newsletter”" })).toBeChecked();
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page)).toBeHidden();

  await page.getByRole("link", { name: "Playbooks" }).click();
  await expect(own(page)).toContainText("Strategy for eco-products");
  await page.getByRole("button", { name: "Strategy for eco-products", exact: true }).click();
  await expect(own(page).getByRole("list", { name: "Steps" }).getByRole("listitem")).toHaveCount(
    steps.length,
  );

  await page.getByRole("button", { name: "Use Strategy for eco-products", exact: true }).click();
  await axe(page, "the dialog to use");
  await dialog(page).getByLabel("Product line").fill("herbal tea");
  await dialog(page).getByLabel("Goal budget").fill("plenty");
  await dialog(page).getByRole("button", { name: "Make a plan" }).click();
  await expect(dialog(page).getByLabel("Goal budget")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog(page).getByLabel("Product line")).toHaveValue("herbal tea");
  await dialog(page).getByLabel("Goal budget").fill("$12,500");
  await dialog(page).getByRole("button", { name: "Make a plan" }).click();
  await page.waitForURL(/\/plans\/[0-9a-z]{26}$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Strategy for herbal tea");
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  expect(await titles(page)).toHaveLength(steps.length);
  await expect(page.getByText(/focusing on herbal tea, budget \$12,500/).first()).toBeVisible();
  await outline(page).getByLabel("Step title").first().fill("Mine now");
  await page.keyboard.press("Tab");
  await saved(page);

  await page.goto("/playbooks");
  await chooseMenu(page, "Strategy for eco-products", "Edit");
  await axe(page, "the dialog to edit");
  await dialog(page).getByLabel("Name", { exact: true }).fill("Product strategy");
  await dialog(page).getByLabel("What it is for (optional)").fill("Each quarter, for one line of products");
  await dialog(page).getByRole("checkbox", { name: "“Email newsletter”" }).uncheck();
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(own(page)).toContainText("Each quarter, for one line of products");
  await expect(own(page)).not.toContainText("Email newsletter");

  const downloading = page.waitForEvent("download");
  await chooseMenu(page, "Product strategy", "Export");
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("Product strategy.playbook.json");
  const file = await download.path();
  const content = readFileSync(file, "utf8");

  await page.getByRole("button", { name: "Import" }).click();
  await axe(page, "the dialog to import");
  await dialog(page).getByLabel("Playbook as JSON").fill(content.slice(0, 300));
  await dialog(page).getByRole("button", { name: "Import" }).click();
  await expect(dialog(page).getByText(/This is not JSON from line \d+, column \d+ on/)).toBeVisible();
  await dialog(page)
    .getByLabel("Playbook as JSON")
    .fill(content.replace('"kind": "tool"', '"kind": "shell"'));
  await dialog(page).getByRole("button", { name: "Import" }).click();
  await expect(dialog(page).getByText(/At graph\.steps\.0\.kind/)).toBeVisible();
  await dialog(page).locator('input[type="file"]').setInputFiles(file);
  await expect(dialog(page).getByLabel("Playbook as JSON")).toHaveValue(content);
  await dialog(page).getByRole("button", { name: "Import" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(own(page)).toContainText("Product strategy (2)");

  await page.getByRole("button", { name: "Import" }).click();
  const foreign = content.replaceAll('"knowledge.search"', '"library.dig"');
  await dialog(page).getByLabel("Playbook as JSON").fill(foreign);
  await dialog(page).getByRole("button", { name: "Import" }).click();
  await expect(
    dialog(page)
      .getByText(/There is no tool “library\.dig”/)
      .first(),
  ).toBeVisible();
  await dialog(page).getByRole("button", { name: "Close" }).first().click();

  for (const name of ["Product strategy (2)", "Product strategy (3)", "Product strategy"]) {
    await chooseMenu(page, name, "Delete");
    await expect(dialog(page)).toContainText("This cannot be undone");
    await dialog(page).getByRole("button", { name: "Delete" }).click();
    await expect(page.getByRole("button", { name, exact: true })).toBeHidden();
  }
  await expect(page.getByText("You have no playbooks yet")).toBeVisible();
});

test("a playbook that somebody else saves while it is edited keeps what was typed, and says so", async ({
  page,
}) => {
  await page.clock.install();
  await page.goto("/playbooks");
  await page.getByRole("button", { name: "Import" }).click();
  const file = {
    format: "planwright.playbook",
    version: 1,
    name: "Kept by two",
    graph: testGraph(["one"]),
  };
  await dialog(page).getByLabel("Playbook as JSON").fill(JSON.stringify(file));
  await dialog(page).getByRole("button", { name: "Import" }).click();
  await dialog(page).getByRole("button", { name: "Close" }).first().click();
  const purpose = dialog(page).getByLabel("What it is for (optional)");
  await chooseMenu(page, "Kept by two", "Edit");
  await purpose.fill("Typed here");

  const colleague = await page.context().newPage();
  await colleague.goto("/playbooks");
  await chooseMenu(colleague, "Kept by two", "Edit");
  await dialog(colleague).getByLabel("What it is for (optional)").fill("Theirs");
  await dialog(colleague).getByRole("button", { name: "Save" }).click();
  await expect(own(colleague)).toContainText("Theirs");
  await colleague.close();

  // Back in the tab after a while, when what it has read is read anew: its list then shows what the other saved.
  await page.clock.fastForward("01:00");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await expect(page.getByText("Theirs")).toBeAttached();
  await expect(purpose).toHaveValue("Typed here");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page).getByText(/Somebody else has changed this playbook/)).toBeVisible();
  await expect(purpose).toHaveValue("Typed here");
  await page.keyboard.press("Escape");

  // Opened again it waits for what there is now, and does not show what was read before.
  let answer = () => {};
  const wanted = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/\/api\/playbooks\/[0-9a-z]{26}$/, async (route) => {
    await wanted;
    await route.continue();
  });
  await chooseMenu(page, "Kept by two", "Edit");
  await expect(dialog(page).getByText("Loading the playbook")).toBeAttached();
  await expect(purpose).toBeHidden();
  answer();
  await expect(purpose).toHaveValue("Theirs");

  for (let part = 0; part <= MOST_VARIABLES; part++) {
    await dialog(page).getByLabel("Another part").fill(`Part ${part}`);
    await page.keyboard.press("Enter");
  }
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page).getByText(/can have 40 variable parts at most/)).toBeVisible();
  await axe(page, "too many parts");
  await page.keyboard.press("Escape");
  await chooseMenu(page, "Kept by two", "Delete");
  await dialog(page).getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("You have no playbooks yet")).toBeVisible();
});

test("a good run is saved, and the planner takes its playbook for a goal like it", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await planGoal(page, "Research refill shops, then draft a newsletter");
  await startRun(page);
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Save as playbook" }).click();
  await dialog(page).getByLabel("Name", { exact: true }).fill("Quarterly gazette bulletin");
  await dialog(page).getByLabel("What it is for (optional)").fill("Our gazette for members");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page)).toBeHidden();

  await planGoal(page, "The quarterly gazette bulletin on tea");
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await expect(page.getByText(/Made from your playbook “Quarterly gazette bulletin”/).first()).toBeVisible();
  expect(await titles(page)).toHaveLength(2);

  await page.goto("/playbooks?q=gazette");
  await expect(own(page)).toContainText("Quarterly gazette bulletin");
  await chooseMenu(page, "Quarterly gazette bulletin", "Delete");
  await dialog(page).getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No playbook matches")).toBeVisible();
});

test("a built-in playbook is looked at, and used for a goal", async ({ page }) => {
  await page.goto("/playbooks");
  await page.getByLabel("Search playbooks").fill("journey");
  await expect(page).toHaveURL(/q=journey/);
  const list = page.getByRole("list", { name: "Built-in playbooks" });
  await expect(list.getByRole("listitem")).toHaveCount(1);
  const name = (await list.getByRole("button", { expanded: false }).textContent()) ?? "";
  await list.getByRole("button", { name, exact: true }).press("Enter");
  await expect(list.getByRole("list", { name: "Steps" })).toBeVisible();
  await page.getByRole("button", { name: `Use ${name}`, exact: true }).press("Enter");
  await dialog(page).getByRole("button", { name: "Make a plan" }).click();
  await expect(dialog(page).getByLabel("Goal")).toHaveAttribute("aria-invalid", "true");
  await dialog(page).getByLabel("Goal").fill("A week in Lisbon next spring");
  await dialog(page).getByRole("button", { name: "Make a plan" }).click();
  await page.waitForURL(/\/plans\/[0-9a-z]{26}$/);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
});

for (const theme of ["light", "dark"] as const) {
  test(`the page of playbooks is in order, wide and narrow (${theme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.goto("/playbooks");
    await page
      .getByRole("list", { name: "Built-in playbooks" })
      .getByRole("button", { expanded: false })
      .first()
      .click();
    await expect(page.getByRole("list", { name: "Steps" })).toBeVisible();
    await axe(page, "wide");
    await page.setViewportSize({ width: 390, height: 844 });
    await axe(page, "narrow");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.goto("/playbooks?q=zyxwvu");
    await expect(page.getByText("No playbook matches")).toBeVisible();
    await axe(page, "nothing found");
  });
}
