import { expect, look, planGoal, runStatus, startRun, test } from "./support.ts";

const METRICS = "metrics-under-test.csv";
const csv = (north: number, south: number) =>
  `region,spend,revenue\nNorth,100.00,${north}.00\nSouth,100.00,${south}.00\n`;

test("changing the CSV changes the figures, which cite its rows", async ({ page }) => {
  const save = async (content: string) => {
    await page.goto("/knowledge");
    await page.getByRole("button", { name: "Write or paste" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(METRICS);
    await dialog.getByLabel("Kind").selectOption({ label: "CSV" });
    await dialog.getByLabel("Content").fill(content);
    await dialog.getByRole("button", { name: /^(Add|Replace)$/ }).click();
    await expect(dialog).toBeHidden();
  };
  const analyse = async () => {
    await planGoal(page, "Analyse the metrics in metrics-under-test.csv by region, then compile a report");
    await expect(page.getByText("Valid", { exact: true })).toBeVisible();
    await page.locator(".react-flow__node").first().click();
    await page.getByRole("textbox", { name: "CSV document" }).fill(METRICS);
    await page.getByRole("textbox", { name: "CSV document" }).blur();
    await startRun(page);
    await expect(runStatus(page, "Succeeded")).toBeVisible();
    await page.getByRole("tab", { name: "Output" }).click();
  };
  await save(csv(500, 200));
  await analyse();
  await expect(
    page
      .getByRole("tabpanel")
      .getByText(/North returned most/)
      .first(),
  ).toBeVisible();
  await save(csv(150, 900));
  await analyse();
  await expect(
    page
      .getByRole("tabpanel")
      .getByText(/South returned most/)
      .first(),
  ).toBeVisible();
});

test("the search can be tried, and a document read, refused and deleted", async ({ page }) => {
  await page.goto("/knowledge");
  await page.getByRole("button", { name: "Test the search" }).click();
  await page.getByLabel("What would a step find for this?").fill("paper packaging of refills");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Search test" })).toContainText(/refill/i);

  await page.getByRole("button", { name: "Write or paste" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("broken.csv");
  await dialog.getByLabel("Kind").selectOption({ label: "CSV" });
  await dialog.getByLabel("Content").fill('a,b\n"never closed,1\n');
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByLabel("Content")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByLabel("Content")).toHaveValue('a,b\n"never closed,1\n');

  await dialog.getByLabel("Name").fill("note.txt");
  await dialog.getByLabel("Kind").selectOption({ label: "Text" });
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name: "More for note.txt" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page
    .getByRole("alertdialog")
    .or(page.getByRole("dialog"))
    .getByRole("button", { name: "Delete" })
    .click();
  await expect(page.getByRole("button", { name: "More for note.txt" })).toBeHidden();
});

test("while a search is under way nothing is said of what it finds", async ({ page }) => {
  await page.goto("/knowledge");
  await page.getByRole("button", { name: "Test the search" }).click();
  const search = page.getByRole("region", { name: "Search test" });
  const words = page.getByLabel("What would a step find for this?");
  await words.fill("zyxwvu");
  await page.keyboard.press("Enter");
  await expect(search.getByText("Nothing was found for “zyxwvu”.")).toBeVisible();

  let answer = () => {};
  const wanted = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/knowledge/search?q=refill", async (route) => {
    await wanted;
    await route.continue();
  });
  await words.fill("refill");
  await page.keyboard.press("Enter");
  await expect(search.getByRole("status")).toHaveText("Searching for “refill”.");
  answer();
  await expect(search.getByRole("status")).toContainText("best first");
});

test("what stands before a passage that was found can be read", async ({ page }) => {
  const rows = Array.from({ length: 1_560 }, (_, row) => `${row},${row === 1_559 ? "quokka" : "tea"}`);
  await page.goto("/knowledge");
  await page.getByRole("button", { name: "Write or paste" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("many-rows.csv");
  await dialog.getByLabel("Kind").selectOption({ label: "CSV" });
  await dialog.getByLabel("Content").fill(["number,word", ...rows].join("\n"));
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("130 passages")).toBeVisible();

  await page.getByRole("button", { name: "Test the search" }).click();
  await page.getByLabel("What would a step find for this?").fill("quokka");
  await page.keyboard.press("Enter");
  await page.getByRole("list", { name: "Passages" }).getByRole("button").first().click();
  const passages = dialog.getByRole("list", { name: "Passages" }).getByRole("listitem");
  const earlier = dialog.getByRole("button", { name: "Earlier passages" });
  await expect(passages).toHaveCount(4);
  await expect(dialog.getByText("126 passages before these.")).toBeVisible();
  await earlier.focus();
  await look(page, "passages-before");
  await earlier.press("Enter");
  await expect(passages).toHaveCount(104);
  await expect(dialog.getByText("26 passages before these.")).toBeAttached();
  // The reader stays at the passage that was the first.
  await expect(passages.nth(100)).toBeFocused();
  await earlier.press("Enter");
  await expect(passages).toHaveCount(130);
  await expect(earlier).toBeHidden();
  await expect(passages.nth(26)).toBeFocused();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "More for many-rows.csv" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page
    .getByRole("alertdialog")
    .or(page.getByRole("dialog"))
    .getByRole("button", { name: "Delete" })
    .click();
  await expect(page.getByRole("button", { name: "More for many-rows.csv" })).toBeHidden();
});
