import type { Page } from "@playwright/test";
import { makeStep } from "#lib/testing/arbitrary-plan.ts";
import { expect } from "./support.ts";
import { laidOut } from "./editor.ts";

/** Words of titles, so that a search finds some and not others. */
const DEEDS = ["Research", "Compare", "Draft", "Check", "Translate", "Summarise"];

/** A plan in levels of `width` steps, each depending on two of the level before: as a file that is imported. */
export function largePlan(count: number, width: number): string {
  const steps = Array.from({ length: count }, (_, index) =>
    makeStep(`s${index}`, {
      title: `${DEEDS[index % DEEDS.length]} market ${index + 1}`,
      args: { query: { kind: "literal", value: "marketing strategy" } },
    }),
  );
  const dependencies = steps.slice(width).flatMap((_, index) => {
    const above = Math.floor(index / width) * width;
    const column = index % width;
    const sources = [...new Set([column, Math.min(width - 1, column + 1)])];
    return sources.map((source) => ({ from: `s${above + source}`, to: `s${index + width}` }));
  });
  const title = `${count} markets`;
  return JSON.stringify({
    format: "planwright.plan",
    version: 1,
    title,
    goal: title,
    graph: { steps, dependencies },
  });
}

/** Imports a plan and waits until its canvas is laid out. */
export async function importPlan(page: Page, document: string): Promise<void> {
  await page.goto("/plans");
  await page.getByRole("button", { name: "Import" }).click();
  const dialog = page.getByRole("dialog", { name: "Import a plan" });
  await dialog
    .getByLabel("Choose a file")
    .setInputFiles({ name: "large.plan.json", mimeType: "application/json", buffer: Buffer.from(document) });
  await dialog.getByRole("button", { name: "Import" }).click();
  await page.waitForURL(/\/plans\/[0-9a-z]{26}$/);
  await expect(page.locator(".react-flow__node").first()).toBeVisible();
  await laidOut(page);
}
