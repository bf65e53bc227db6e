import { appendEvents } from "../../lib/events/append.ts";
import { runTopic } from "../../lib/ledger/keys.ts";
import { percentiles, type Figure } from "./figures.ts";
import { framesDuring, wheel } from "./frames.ts";
import type { Installation } from "./installation.ts";
import { pausedRun } from "./runs.ts";

const EVENTS = 50_000;
const A_ROW = 500;
const SCROLLS = 120;

/**
 * The page of a run with 50,000 events: time until its canvas is there, time until the list of events is, memory of the page's
 * JavaScript then, and frames while the list is scrolled.
 */
export async function largeRun(installation: Installation): Promise<Figure[]> {
  const run = await pausedRun(installation, { steps: 100, dependencies: 200 });
  const db = installation.database.prisma;
  const topic = runTopic(run.runId);
  for (let written = 0; written < EVENTS; written += A_ROW) {
    const bodies = Array.from({ length: A_ROW }, (_, i) => {
      return { type: "step.started" as const, stepId: `s${20 + ((written + i) % 80)}`, attempt: 1 };
    });
    await db.$transaction((tx) => appendEvents(tx, { workspaceId: run.workspaceId, topic, bodies }));
  }
  const page = await installation.newPage();
  try {
    const begun = performance.now();
    await page.goto(`/runs/${run.runId}`, { waitUntil: "commit" });
    await page.locator(".plan-canvas[data-layout=settled] .step-card").first().waitFor();
    const opened = performance.now() - begun;
    const asked = performance.now();
    await page.getByRole("tab", { name: /Events/ }).click();
    const row = page.getByRole("tabpanel").getByRole("listitem").first();
    await row.waitFor();
    const listed = performance.now() - asked;
    const box = await page.getByRole("tabpanel").boundingBox();
    if (!box) throw new Error("There is no list of events.");
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const frames = await framesDuring(page, () => wheel(page, middle, Array<number>(SCROLLS).fill(200)));
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("HeapProfiler.collectGarbage");
    const heap = await page.evaluate(() => Reflect.get(performance, "memory") as { usedJSHeapSize: number });
    const bench = "run of 50,000 events";
    return [
      { bench, metric: "open", value: Math.round(opened), unit: "ms", rounds: 1 },
      { bench, metric: "events_listed", value: Math.round(listed), unit: "ms", rounds: 1 },
      {
        bench,
        metric: "page_memory",
        value: Math.round(heap.usedJSHeapSize / 1_000_000),
        unit: "MB",
        rounds: 1,
      },
      ...percentiles(bench, "scroll_frame", "ms", frames),
    ];
  } finally {
    await page.close();
  }
}
