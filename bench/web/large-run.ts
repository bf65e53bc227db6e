import type { Page } from "@playwright/test";
import { percentiles, type Figure } from "./figures.ts";
import type { Installation } from "./installation.ts";
import { runWithLargeOutput, visitLargeOutput } from "./large-output.ts";
import { runWithManyEvents, visitManyEvents } from "./many-events.ts";
import type { Run } from "./runs.ts";

const MOST_ROUNDS = 3;
/** For what hangs: nothing that is waited for here may take so long. */
const LONGEST_MS = 120_000;

/**
 * The page of a run with 50,000 events, and of one with an output of 20 MB: how long each thing takes that a reader does there, frames
 * while it is scrolled or played back, what the page's JavaScript holds at its end, and by how much the web process has grown.
 * @param rounds how often each is visited; three times at most, after a first visit that does not count
 */
export async function largeRun(installation: Installation, rounds: number): Promise<Figure[]> {
  const times = Math.min(rounds, MOST_ROUNDS);
  return [
    ...(await visits(
      installation,
      times,
      "run of 50,000 events",
      await runWithManyEvents(installation),
      visitManyEvents,
    )),
    ...(await visits(
      installation,
      times,
      "output of 20 MB",
      await runWithLargeOutput(installation),
      visitLargeOutput,
    )),
  ];
}

type Visit = (page: Page, run: Run) => Promise<{ times: Record<string, number[]>; heap: number }>;

async function visits(
  installation: Installation,
  rounds: number,
  bench: string,
  run: Run,
  visit: Visit,
): Promise<Figure[]> {
  const seen: Record<string, number[]> = {};
  const heaps: number[] = [];
  const before = await installation.webMemory();
  let most = before;
  for (let round = -1; round < rounds; round++) {
    const page = await installation.newPage();
    page.setDefaultTimeout(LONGEST_MS);
    try {
      const { times, heap } = await visit(page, run);
      most = Math.max(most, await installation.webMemory());
      // The first has the browser and the server warm.
      if (round < 0) continue;
      heaps.push(heap);
      for (const [what, values] of Object.entries(times)) seen[what] = [...(seen[what] ?? []), ...values];
    } finally {
      await page.close();
    }
  }
  return [
    ...Object.entries(seen).flatMap(([what, values]) => percentiles(bench, what, "ms", values)),
    ...percentiles(bench, "page_memory", "MB", heaps),
    { bench, metric: "web_memory_before", value: Math.round(before), unit: "MB", rounds: 1 },
    { bench, metric: "web_memory_most", value: Math.round(most), unit: "MB", rounds: rounds + 1 },
  ];
}
