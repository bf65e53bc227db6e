import { expect, holdBack, look, test } from "./support.ts";

test("a link that takes its time shows that it was followed", async ({ page }) => {
  await page.goto("/");
  for (const [nav, name, path] of [
    ["Main", "Tools", "/tools"],
    ["Main", "Settings", "/settings/runs"],
    ["Settings", "Workers", "/settings/workers"],
  ] as const) {
    const link = page.getByRole("navigation", { name: nav }).getByRole("link", { name });
    const held = await holdBack(page, ({ pathname, search }) => pathname === path && search !== "");
    await link.click();
    const mark = link.locator(".animate-wait");
    await expect(mark).toBeVisible();
    await expect(mark).toHaveCSS("animation-delay", "0.3s, 0.42s");
    await look(page, `link-wait-${name.toLowerCase()}`);
    held.release();
    await page.waitForURL(path);
    await expect(mark).toHaveCount(0);
  }
});
