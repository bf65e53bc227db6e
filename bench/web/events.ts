import { announce } from "../../lib/events/announce.ts";
import { appendEvents } from "../../lib/events/append.ts";
import { runTopic } from "../../lib/ledger/keys.ts";
import { progress } from "../rows.ts";
import { percentiles, type Figure } from "./figures.ts";
import { pause } from "./frames.ts";
import type { Installation } from "./installation.ts";
import { pausedRun } from "./runs.ts";

const A_SECOND = 50;
const SECONDS_A_ROUND = 2;
const STEPS = A_SECOND * SECONDS_A_ROUND;

declare global {
  interface Window {
    /** When each card was first painted as running, in milliseconds since the epoch, by step. */
    benchPainted?: Record<string, number>;
  }
}

/**
 * Fifty events a second of a run that is looked at: from the moment an event was committed, by this machine's clock, to the end of the
 * frame in which its step's card says "Running". The events go the product's way (table, announcement, web process, event stream).
 * @param rounds how many times two seconds; each with a run of its own
 */
export async function events(installation: Installation, rounds: number): Promise<Figure[]> {
  const delays: number[] = [];
  for (let round = -1; round < Math.min(rounds, 5); round++) {
    const run = await pausedRun(installation, { steps: STEPS, dependencies: 2 * STEPS });
    const seen = await watch(installation, run);
    progress(`events ${round}: ${seen.length} of ${STEPS} seen, longest ${Math.max(...seen).toFixed(0)} ms`);
    if (round >= 0) delays.push(...seen);
  }
  return percentiles("events 50 a second", "commit_to_paint", "ms", delays);
}

async function watch(
  installation: Installation,
  run: { runId: string; workspaceId: string },
): Promise<number[]> {
  const db = installation.database.prisma;
  const topic = runTopic(run.runId);
  const steps = await db.stepRun.findMany({ where: run, select: { stepId: true, attempt: true } });
  // What the worker began before the pause is shown as done already.
  const fresh = steps.filter(({ attempt }) => attempt === 0).map(({ stepId }) => stepId);
  const page = await installation.newPage();
  try {
    const stream = page.waitForResponse((response) => response.url().includes("/api/events"));
    await page.goto(`/runs/${run.runId}`);
    await page.locator(".plan-canvas[data-layout=settled]").waitFor();
    await stream;
    await page.evaluate(noteRunning);
    const committed = new Map<string, number>();
    const begun = performance.now();
    for (const [index, stepId] of fresh.entries()) {
      await pause(Math.max(0, begun + (index * 1_000) / A_SECOND - performance.now()));
      const bodies = [{ type: "step.started" as const, stepId, attempt: 1 }];
      await db.$transaction((tx) => appendEvents(tx, { workspaceId: run.workspaceId, topic, bodies }));
      committed.set(stepId, performance.timeOrigin + performance.now());
      announce(db, run.workspaceId, [topic]);
    }
    await page.waitForFunction(
      (count) => Object.keys(window.benchPainted ?? {}).length >= count,
      fresh.length,
    );
    const painted = await page.evaluate(() => window.benchPainted ?? {});
    return fresh.map((stepId) => (painted[stepId] ?? Number.NaN) - (committed.get(stepId) ?? Number.NaN));
  } finally {
    await page.close();
  }
}

/** Runs in the page: looks at every frame which cards say that they run. */
function noteRunning(): void {
  const painted: Record<string, number> = {};
  window.benchPainted = painted;
  const look = () => {
    const now: string[] = [];
    for (const card of document.querySelectorAll<HTMLElement>(".react-flow__node")) {
      const id = card.dataset["id"] ?? "";
      // From afar a card says it by its sign.
      const runs = card.textContent?.includes("Running") || card.querySelector("[aria-label=Running]");
      if (!(id in painted) && runs) now.push(id);
    }
    // After the frame that this callback is part of.
    if (now.length > 0)
      setTimeout(() => now.forEach((id) => (painted[id] ??= performance.timeOrigin + performance.now())));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
