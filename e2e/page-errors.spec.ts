import { openInstallation } from "./installation.ts";
import { expect, look, test } from "./support.ts";

/** What browser and React say of a page that the server could not make; the page without its frame has no icon either. */
const FAILED = [/500/, /React error #441/, /favicon\.ico/];

test("a page that could not be made is made when it is tried again", async ({ page, expectedErrors }) => {
  expectedErrors.push(...FAILED);
  const { prisma, close } = openInstallation();
  const note = page.getByText("This page could not be shown");
  const again = page.getByRole("main").getByRole("button", { name: "Try again" });
  try {
    await prisma.$executeRaw`alter table playbooks rename to playbooks_away`;
    await page.goto("/playbooks");
    await expect(note).toBeVisible();
    await look(page, "error-page");
    // The second try fails as well, and says so.
    const answer = page.waitForResponse(
      (response) =>
        response.url().includes("/playbooks?_rsc") && !response.request().headers()["next-router-prefetch"],
    );
    await again.click();
    await answer;
    await expect(again).not.toHaveAttribute("aria-busy", "true");
    await expect(note).toBeVisible();
  } finally {
    await prisma.$executeRaw`alter table if exists playbooks_away rename to playbooks`;
    await close();
  }
  await again.click();
  await expect(page.getByRole("heading", { name: "Playbooks", level: 1 })).toBeVisible();
  await expect(note).toHaveCount(0);
});

test("the page without its frame keeps the chosen theme, and comes back when it is tried again", async ({
  page,
  context,
  baseURL,
  expectedErrors,
}) => {
  expectedErrors.push(...FAILED);
  await context.addCookies([{ name: "planwright-theme", value: "dark", url: baseURL ?? "" }]);
  const { prisma, close } = openInstallation();
  const heading = page.getByRole("heading", { name: "Planwright cannot answer right now" });
  try {
    // The frame reads who the reader is.
    await prisma.$executeRaw`alter table members rename to members_away`;
    await page.goto("/plans");
    await expect(heading).toBeVisible();
    await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
    await look(page, "error-document-dark");
    await context.clearCookies({ name: "planwright-theme" });
    await page.reload();
    await expect(page.locator("html")).toHaveCSS("color-scheme", "light dark");
    await look(page, "error-document");
  } finally {
    await prisma.$executeRaw`alter table if exists members_away rename to members`;
    await close();
  }
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Plans", level: 1 })).toBeVisible();
  await expect(heading).toHaveCount(0);
});
