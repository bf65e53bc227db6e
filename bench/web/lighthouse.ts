import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { desktopConfig, default as lighthouse } from "lighthouse";
import { findChromium } from "../../lib/launch/find-chromium.ts";
import { freePort } from "../../lib/launch/free-port.ts";
import { progress, quantile } from "../rows.ts";
import type { Figure } from "./figures.ts";
import { CHROMIUM_FLAGS, type Installation } from "./installation.ts";
import { seedPlan } from "./large-graph.ts";
import { finishedRun } from "./runs.ts";

const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;
/** Where the whole reports are kept, to look up what a score is for. */
const REPORTS = path.join(import.meta.dirname, "../../.cache/lighthouse");

/**
 * Lighthouse's scores with its desktop preset, of pages as the signed-in owner sees them: the median of the rounds, three at most, since
 * performance differs from one to the next.
 */
export async function scores(installation: Installation, rounds: number): Promise<Figure[]> {
  const planId = await seedPlan(installation, { steps: 12, dependencies: 16 });
  const { runId } = await finishedRun(installation);
  const pages = { goal: "/", editor: `/plans/${planId}`, run: `/runs/${runId}`, history: "/runs" };
  const signedIn = await installation.newPage();
  const cookies = await signedIn.context().cookies();
  await signedIn.close();
  const port = await freePort();
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: [...CHROMIUM_FLAGS, `--remote-debugging-port=${port}`],
  });
  const figures: Figure[] = [];
  try {
    const extraHeaders = { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") };
    for (const [name, address] of Object.entries(pages)) {
      const seen = new Map<string, number[]>(CATEGORIES.map((category) => [category, []]));
      for (let round = 0; round < Math.min(3, rounds); round++) {
        const result = await lighthouse(
          new URL(address, installation.address).href,
          { port, output: "json", logLevel: "error", onlyCategories: [...CATEGORIES], extraHeaders },
          desktopConfig,
        );
        if (!result) throw new Error(`Lighthouse gave no result for ${address}.`);
        keep(`${name}-${round}`, result.report);
        for (const category of CATEGORIES)
          seen.get(category)?.push((result.lhr.categories[category]?.score ?? 0) * 100);
        progress(
          `lighthouse ${name} ${round}: ${[...seen].map(([what, all]) => `${what} ${all.at(-1)}`).join(", ")}`,
        );
      }
      for (const [metric, values] of seen)
        figures.push({
          bench: `lighthouse ${name}`,
          metric,
          value: Math.round(quantile(values, 0.5)),
          unit: "points",
          rounds: values.length,
        });
    }
  } finally {
    await browser.close();
  }
  return figures;
}

function keep(name: string, report: string | string[]): void {
  mkdirSync(REPORTS, { recursive: true });
  writeFileSync(path.join(REPORTS, `${name}.json`), [report].flat().join("\n"));
}
