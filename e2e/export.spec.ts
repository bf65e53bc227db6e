import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { searchStep } from "#lib/testing/drive-run.ts";
import { testGraph } from "#lib/testing/seed-run.ts";
import { edges, openChain, STRAIGHT, titles, CHAIN } from "./editor.ts";
import { openInstallation } from "./installation.ts";
import { finishedRun } from "./seeded-run.ts";
import { card, expect, look, test } from "./support.ts";

async function exported(
  page: Page,
  what: string,
  menu = "More for this plan",
): Promise<{ name: string; content: Buffer }> {
  await page.getByRole("button", { name: menu }).click();
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

test("a run's graph is saved as a picture that shows how its steps ended, and as Mermaid", async ({
  page,
}) => {
  const database = openInstallation();
  const graph = testGraph(
    [searchStep("a", { title: "Look around" }), searchStep("b", { title: "Sum up" })],
    ["a>b"],
  );
  const { runId } = await finishedRun(
    database.prisma,
    graph,
    { a: "seen", b: "done" },
    `${"Long ".repeat(60)}title`,
  );
  await database.close();
  await page.goto(`/runs/${runId}`);
  await expect(card(page, "Sum up")).toBeVisible();
  const save = (what: string) => exported(page, what, "More for this run");
  const svg = await save("A picture, as SVG");
  expect(svg.name).toMatch(/^Long-.*-run-\d+\.svg$/);
  expect(svg.content.toString()).toContain("Sum up");
  expect(svg.content.toString().match(/Succeeded/g)).toHaveLength(2);
  expect((await save("A picture, as PNG")).content.subarray(1, 4).toString()).toBe("PNG");
  expect((await save("The graph, as Mermaid")).content.toString()).toContain('s2["Sum up"]');
  expect((await save("A report, as Markdown")).name).toMatch(/^Long .*, run \d+\.md$/);
  await page.getByRole("button", { name: "More for this run" }).click();
  await look(page, "run-menu");
});
