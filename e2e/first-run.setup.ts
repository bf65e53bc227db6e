import { expect, OWNER, test } from "./support.ts";

test("a new installation leads to the first account, which lands on the goal box", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/setup$/);

  await page.getByRole("button", { name: "Create the account" }).click();
  await expect(page.getByLabel("Your name")).toHaveAttribute("aria-invalid", "true");

  await page.getByLabel("Your name").fill(OWNER.name);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Create the account" }).click();
  await expect(page.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Your name")).toHaveValue(OWNER.name);

  await page.getByLabel("Password").fill(OWNER.password);
  await page.getByRole("button", { name: "Create the account" }).click();
  // A whole new page: what is clicked before its scripts have come is lost.
  await page.waitForURL("/");
  await expect(page.getByLabel("What do you want to get done?")).toBeVisible();

  await page.getByRole("button", { name: "Load the sample workspace" }).click();
  await expect(page.getByText(/The sample workspace is loaded/).first()).toBeVisible();
  await page.context().storageState({ path: OWNER.state });
});
