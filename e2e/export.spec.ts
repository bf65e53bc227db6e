import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { edges, openChain, STRAIGHT, titles, CHAIN } from "./editor.ts";
import { card, expect, look, test } from "./support.ts";

async function exported(page: Page, what: string): Promise<{ name: string; content: Buffer }> {
  await page.getByRole("button", { name: "More for this plan" }).click();
  const saving = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: what }).click();
  const download = await saving;
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

test("a plan goes elsewhere as a file and comes back as the same plan, and nothing starts by it", async ({
  page,
}) => {
  const address = await openChain(page);
  const { name, content } = await exported(page, "The plan, as JSON");
  expect(name).toMatch(/\.plan\.json$/);
  await page.goto("/plans");
  await page.getByRole("button", { name: "Import" }).click();
  const dialog = page.getByRole("dialog", { name: "Import a plan" });
  await dialog
    .getByLabel("Plan as JSON")
    .fill(content.toString().replace("planwright.plan", "planwright.playbook"));
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(dialog.getByText(/This is not a plan that Planwright exported/)).toBeVisible();
  await look(page, "import-plan");
  await dialog
    .getByLabel("Choose a file")
    .setInputFiles({ name, mimeType: "application/json", buffer: content });
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(card(page, CHAIN[2])).toBeVisible();
  expect(page.url()).not.toBe(address);
  expect(await titles(page)).toEqual([...CHAIN]);
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
});

test("the graph is saved as a picture and as Mermaid", async ({ page }) => {
  await openChain(page);
  const svg = (await exported(page, "A picture, as SVG")).content.toString();
  for (const title of CHAIN) expect(svg).toContain(title);
  const png = (await exported(page, "A picture, as PNG")).content;
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.readUInt32BE(16)).toBe(2 * (264 + 64));
  const mermaid = (await exported(page, "The graph, as Mermaid")).content.toString();
  expect(mermaid).toContain(`s1["${CHAIN[0]}"]`);
  expect(mermaid).toContain("s1 --> s2");
});
