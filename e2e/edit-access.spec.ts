import { canvas, FIRST, inspector, lowerHandle, openChain, row, SECOND } from "./editor.ts";
import { axe, card, expect, test } from "./support.ts";

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing in the editor, whatever is open (${theme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await openChain(page);
    await axe(page, "the goal");

    await lowerHandle(page, FIRST).click();
    await expect(page.getByLabel("Name the step or find a tool")).toBeFocused();
    await axe(page, "the step picker");
    await page.keyboard.press("Escape");

    await canvas(page).focus();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    await axe(page, "the keys");
    await page.keyboard.press("Escape");
    await expect(canvas(page)).toBeFocused();

    await card(page, SECOND).click();
    await inspector(page)
      .getByRole("button", { name: /^Take Topic/ })
      .click();
    await expect(page.getByRole("menu")).toBeVisible();
    await axe(page, "a reference menu");
    await page.keyboard.press("Escape");
    await expect(inspector(page).getByRole("button", { name: /^Take Topic/ })).toBeFocused();

    await inspector(page).getByLabel("Topic (needed)").getByRole("textbox").fill("");
    await row(page, 0).fill("");
    await page.getByRole("button", { name: /^\d+ problems?$/ }).click();
    await expect(page.getByRole("menu")).toBeVisible();
    await axe(page, "problems");
    await page.keyboard.press("Escape");

    await page.setViewportSize({ width: 390, height: 780 });
    await page.getByRole("tab", { name: "Inspector" }).click();
    await axe(page, "narrow");
  });
}
