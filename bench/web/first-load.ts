import type { Page } from "@playwright/test";
import type { Figure } from "./figures.ts";
import type { Installation } from "./installation.ts";
import { seedPlan } from "./large-graph.ts";

/**
 * First-load JavaScript, as it is sent (gzip), with nothing in the browser's cache: `first_load_js`, every script that the page's own
 * document names, which is what must be there before the page can be used; and `all_js`, every script that came until the network was
 * silent, with what pages load later on purpose: layout engine, chat, pickers, and on the goal page the editor, ahead of its need.
 */
export async function firstLoad(installation: Installation): Promise<Figure[]> {
  const planId = await seedPlan(installation, { steps: 12, dependencies: 16 });
  const pages = { goal: "/", editor: `/plans/${planId}`, runs: "/runs" };
  const figures: Figure[] = [];
  for (const [name, address] of Object.entries(pages)) {
    const page = await installation.newPage();
    try {
      for (const [metric, bytes] of Object.entries(await scriptBytes(page, address)))
        figures.push({ bench: `first-load ${name}`, metric, value: bytes / 1_000, unit: "kB", rounds: 1 });
    } finally {
      await page.close();
    }
  }
  return figures;
}

async function scriptBytes(page: Page, address: string): Promise<{ first_load_js: number; all_js: number }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  const response = await page.goto(address, { waitUntil: "networkidle" });
  const document = (await response?.text()) ?? "";
  const named = new Set(
    Array.from(document.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.js[^"]*)"[^>]*>/g))
      // Browsers that know modules leave these out.
      .filter(([tag]) => !/\bnomodule\b/i.test(tag))
      .map(([, url = ""]) => new URL(url.replaceAll("&amp;", "&"), page.url()).href),
  );
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter((entry) => entry instanceof PerformanceResourceTiming && /\.js(\?|$)/.test(entry.name))
      .map((entry) => ({ name: entry.name, bytes: (entry as PerformanceResourceTiming).encodedBodySize })),
  );
  const sum = (chosen: typeof scripts) => chosen.reduce((total, { bytes }) => total + bytes, 0);
  return { first_load_js: sum(scripts.filter(({ name }) => named.has(name))), all_js: sum(scripts) };
}
