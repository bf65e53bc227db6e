import type { Page } from "@playwright/test";
import { inspector, openChain, saved, THIRD } from "./editor.ts";
import { openInstallation } from "./installation.ts";
import { axe, card, expect, picture, runButton, test } from "./support.ts";

// One installation for all specs: what is stored here is taken away again.
test.describe.configure({ mode: "serial" });

const VALUE = "s3cret-value-0123456789";
const NEW_VALUE = "an0ther-value-0123456789";

async function empty(): Promise<void> {
  const { prisma, close } = openInstallation();
  await prisma.secret.deleteMany({});
  await close();
}
test.beforeAll(empty);
test.afterAll(empty);

/** Notes every answer of the server from now on; gives those that have a text in them. */
function answers(page: Page): (text: string) => Promise<string[]> {
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    // A redirect has no body, and one that the page has left behind cannot be read any more.
    bodies.push(response.text().catch(() => ""));
  });
  return async (text) => (await Promise.all(bodies)).filter((body) => body.includes(text));
}

test("a secret is stored by keyboard, refused beside the field, and its value is nowhere afterwards", async ({
  page,
}) => {
  await page.goto("/settings/models");
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Secrets" }).click();
  await expect(page.getByText("No secret yet")).toBeVisible();
  await axe(page);
  await picture(page, "secrets-empty");
  const answered = answers(page);

  await page.getByRole("button", { name: "Add a secret" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Shop API");
  await dialog.getByLabel("Value").fill("short");
  await dialog.getByLabel("Hosts").fill("https://api.shop.example/v1");
  await dialog.getByLabel("Name").press("Enter");
  await expect(dialog.getByText(/The value is shorter than 8 characters/)).toBeVisible();
  await expect(dialog.getByText(/This is no host/)).toBeVisible();
  await expect(dialog.getByLabel("Value")).toBeFocused();
  await axe(page);
  await picture(page, "secrets-refused");

  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(VALUE);
  await page.keyboard.press("Tab");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("api.shop.example\n*.Files.Shop.example");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  const row = page.getByRole("listitem").filter({ hasText: "Shop API" });
  await expect(row).toContainText("For api.shop.example, *.files.shop.example");
  await expect(row).toContainText("no step names it · never used");
  expect(await page.content()).not.toContain(VALUE);

  // Changing it shows no value either, and another host wants it again.
  await page.getByRole("button", { name: "Change Shop API" }).click();
  await expect(dialog.getByLabel("Value")).toHaveValue("");
  await expect(dialog.getByLabel("Name")).not.toBeEditable();
  await dialog.getByLabel("Hosts").fill("api.shop.example evil.example");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("it was not given for evil.example")).toBeVisible();
  expect(await page.content()).not.toContain(VALUE);
  await dialog.getByLabel("Value").fill(NEW_VALUE);
  await dialog.getByLabel("Hosts").fill("api.shop.example");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("For api.shop.example");
  await page.reload();
  await expect(row).toBeVisible();
  for (const value of [VALUE, NEW_VALUE]) {
    expect(await page.content()).not.toContain(value);
    expect(await answered(value)).toEqual([]);
  }
});

test("a step chooses it by name; deleting it says which steps name it", async ({ page }) => {
  await openChain(page);
  const address = page.url();
  await card(page, THIRD).click();
  await inspector(page).getByLabel("Tool", { exact: true }).selectOption({ label: "Call a webhook" });
  const field = inspector(page).getByRole("group", { name: "Secret (needed)", exact: true });
  await field.getByRole("combobox").selectOption("Shop API");
  await expect(field.getByText("Goes to api.shop.example only.")).toBeVisible();
  await field.scrollIntoViewIfNeeded();
  await axe(page);
  await picture(page, "secrets-editor");
  await saved(page);

  await page.goto("/settings/secrets");
  const row = page.getByRole("listitem").filter({ hasText: "Shop API" });
  await expect(row).toContainText("1 step names it");
  await page.getByRole("button", { name: "Delete Shop API" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("list", { name: "Steps that name it" })).toContainText(THIRD);
  await axe(page);
  await picture(page, "secrets-delete");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No secret yet")).toBeVisible();

  await page.goto(address);
  await card(page, THIRD).click();
  await expect(field.getByText("There is no secret “Shop API”.")).toBeVisible();
  await expect(runButton(page)).toHaveAttribute("aria-disabled", "true");
  await expect(field.getByRole("combobox")).toHaveValue("Shop API");
});

test("the page is whole and clean with much on it, wide and narrow, light and dark", async ({ page }) => {
  const { prisma, close } = openInstallation();
  const { id: workspaceId } = await prisma.workspace.findFirstOrThrow({});
  const names = ["Newsletter", "A".repeat(60), "Storage of pictures and films"];
  for (const [at, name] of names.entries()) {
    const hosts = Array.from(
      { length: at * 4 + 1 },
      (_, i) => `${"long-".repeat(at * 3)}host-${i}.example.com`,
    );
    const row = { workspaceId, id: `0000000000000000000000000${at}`, name, hosts, createdBy: "e2e" };
    await prisma.secret.create({
      data: { ...row, ciphertext: "v1.AAAA", lastUsedAt: at === 0 ? new Date() : null },
    });
  }
  await close();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto("/settings/secrets");
      await expect(page.getByText("Cannot be opened", { exact: true })).toHaveCount(names.length);
      await expect(page.getByText("and 4 more hosts")).toBeVisible();
      await axe(page);
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wider, `${colorScheme} at ${width}`).toBe(0);
      await picture(page, `secrets-full-${colorScheme}-${width}`);
    }
  }
});
