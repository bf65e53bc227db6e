import { expect, holdBack, test } from "./support.ts";

for (const [path, label] of [
  ["/plans", "Search plans"],
  ["/runs", "Search runs"],
  ["/playbooks", "Search playbooks"],
] as const) {
  test(`what is typed into the search of ${path} while its answer is on the way stays`, async ({ page }) => {
    await page.goto(path);
    const box = page.getByLabel(label);
    const first = await holdBack(
      page,
      ({ pathname, searchParams }) => pathname === path && searchParams.get("q") === "quo",
    );
    await box.pressSequentially("quo");
    await first.asked;
    await box.pressSequentially("k");
    first.release();
    await box.pressSequentially("ka");
    await expect(page).toHaveURL(/q=quokka$/);
    await expect(box).toHaveValue("quokka");

    // What moves the URL from elsewhere moves the box.
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Home" }).click();
    await page.waitForURL("/");
    await page.goBack();
    await expect(box).toHaveValue("quokka");
    await page.getByRole("link", { name: /^Show all/ }).click();
    await expect(box).toHaveValue("");
  });
}
