import { canvas, laidOut, lowerHandle, middle, openChain, outline } from "./editor.ts";
import { importPlan, largePlan } from "./large-plan.ts";
import { expect, test } from "./support.ts";

// A tablet: fingers meet no tooltip.
test.use({ hasTouch: true, isMobile: true, viewport: { width: 1000, height: 820 } });

test("a tap on a grey Run says why it does nothing", async ({ page }) => {
  await openChain(page);
  await canvas(page).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  const run = page.getByRole("button", { name: "Run", exact: true });
  await expect(run).toHaveAttribute("aria-disabled", "true");
  const { x, y } = await middle(run);
  await page.touchscreen.tap(x, y);
  await expect(page.getByRole("status").getByText("Add a step first.")).toBeVisible();
});

test("a tap on a group, while a step waits to be connected, says that the group is to be opened first", async ({
  page,
}) => {
  await importPlan(page, largePlan(14, 7));
  await page.getByLabel("Group steps").selectOption("By level");
  await page.getByRole("button", { name: "Collapse Level 2 with 7 steps" }).tap();
  await laidOut(page);
  await lowerHandle(page, "Research market 1").tap();
  await page.locator('[data-id="level:1"] h3').tap();
  await expect(canvas(page).getByText("Open the group first, to connect to one of its steps.")).toBeVisible();
  await expect(page.getByText("This step is only proposed")).toHaveCount(0);
});

test("a step that is found on the canvas has its row in view, far down the outline too", async ({ page }) => {
  await importPlan(page, largePlan(60, 6));
  await canvas(page).focus();
  await page.keyboard.press("/");
  await canvas(page).getByLabel("Find steps").fill("Summarise market 60");
  await page.keyboard.press("Enter");
  const chosen = outline(page).getByLabel("Step title").nth(59);
  await expect(chosen).toHaveValue("Summarise market 60");
  await expect(chosen).toBeInViewport({ ratio: 1 });
});
