import { expect, holdBack, look, picture, test } from "./support.ts";

test("the tools page says what each does and needs, and finds one by words and by what the policy says", async ({
  page,
}) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Tools" }).click();
  await expect(page.getByRole("heading", { name: "Tools", level: 1 })).toBeVisible();
  const tools = page.getByRole("region", { name: "Built in" }).getByRole("listitem");
  const all = await tools.count();
  expect(all).toBeGreaterThan(15);
  await look(page, "tools");

  await page.getByRole("combobox", { name: "Which tools" }).selectOption({ label: "Asks first" });
  await expect(tools.filter({ hasText: "webhook.call" })).toBeVisible();
  await expect(tools.filter({ hasText: "knowledge.search" })).toHaveCount(0);
  await page.getByRole("searchbox", { name: "Find a tool" }).fill("nothing is like this");
  await expect(page.getByText("No tool is like that")).toBeVisible();
  await picture(page, "tools-none");
  await page.getByRole("combobox", { name: "Which tools" }).selectOption({ label: "All tools" });
  await page.getByRole("searchbox", { name: "Find a tool" }).fill("webhook");
  await expect(page.getByRole("status").filter({ hasText: `1 of ${all} tools` })).toHaveCount(1);

  // Somebody who looks at the policy comes back to what they had looked for.
  await page.getByRole("combobox", { name: "Which tools" }).selectOption({ label: "Asks first" });
  await expect(page).toHaveURL(/\?q=webhook&status=ask$/);
  await page.getByRole("main").getByRole("link", { name: "Policy" }).click();
  await page.waitForURL("/settings/policy");
  await page.goBack();
  await expect(page.getByRole("searchbox", { name: "Find a tool" })).toHaveValue("webhook");
  await expect(page.getByRole("combobox", { name: "Which tools" })).toHaveValue("ask");
  await expect(page.getByRole("status").filter({ hasText: `1 of ${all} tools` })).toHaveCount(1);

  // By the keyboard: from the choice to the row, and open it.
  await page.getByRole("combobox", { name: "Which tools" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const row = tools.filter({ hasText: "webhook.call" });
  await expect(row.getByText("Each call waits until a person has approved it.")).toBeVisible();
  await expect(row.getByRole("region", { name: "It takes" })).toContainText("url");
  await look(page, "tools-open");
});

test("what is typed while another choice is on its way stays", async ({ page }) => {
  await page.goto("/tools");
  const box = page.getByRole("searchbox", { name: "Find a tool" });
  await expect(box).toBeVisible();
  const late = await holdBack(
    page,
    ({ pathname, searchParams }) => pathname === "/tools" && searchParams.has("_rsc"),
  );
  await box.fill("web");
  await page.getByRole("combobox", { name: "Which tools" }).selectOption({ label: "Asks first" });
  await box.fill("webhook");
  await late.asked;
  late.release();
  await expect(page).toHaveURL(/\?q=webhook&status=ask$/);
  await expect(box).toHaveValue("webhook");
});
