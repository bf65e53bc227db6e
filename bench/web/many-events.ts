import type { Page } from "@playwright/test";
import { appendEvents } from "../../lib/events/append.ts";
import { runTopic } from "../../lib/ledger/keys.ts";
import type { NewEvent } from "../../lib/domain/event.ts";
import { framesDuring, keysToPaint, pause, wheel } from "./frames.ts";
import type { Installation } from "./installation.ts";
import { middleOf, painted, usedHeap, visitTimes } from "./page-times.ts";
import { finishedRun, type Run } from "./runs.ts";

const EVENTS = 50_000;
const STEPS = 100;
const A_ROW = 500;
const SCROLLS = 120;
const PAGES = 20;
const PLAYED_MS = 3_000;

/** A run that is over, with 50,000 events more than it told by itself: each step was tried again and again. */
export async function runWithManyEvents(installation: Installation): Promise<Run> {
  const run = await finishedRun(installation, { steps: STEPS, dependencies: 2 * STEPS });
  const db = installation.database.prisma;
  const topic = runTopic(run.runId);
  for (let written = 0; written < EVENTS; written += A_ROW) {
    const bodies = Array.from({ length: A_ROW }, (_, i): NewEvent => {
      const about = { stepId: `s${(written + i) % STEPS}`, attempt: 2 + Math.floor((written + i) / STEPS) };
      if (i % 2 === 0) return { type: "step.started", ...about };
      const message = i === 1 ? `Answer of a kind, number ${written}` : null;
      return {
        type: "tool.called",
        ...about,
        call: 0,
        tool: "knowledge.search",
        status: "succeeded",
        message,
        costMicros: 0,
      };
    });
    await db.$transaction((tx) => appendEvents(tx, { workspaceId: run.workspaceId, topic, bodies }));
  }
  return run;
}

/** One visit to the page of such a run. @returns times in milliseconds by what was waited for, and the page's memory in megabytes */
export async function visitManyEvents(
  page: Page,
  { runId }: Run,
): Promise<{ times: Record<string, number[]>; heap: number }> {
  const { times, note, step } = visitTimes(page, "events");
  const panel = page.getByRole("tabpanel");
  const rows = panel.getByRole("listitem");
  const status = panel.getByRole("status");

  await step(
    "open",
    () => page.goto(`/runs/${runId}`, { waitUntil: "commit" }),
    () => page.locator(".plan-canvas[data-layout=settled] .step-card").first().waitFor(),
  );
  await step(
    "events_listed",
    () => page.getByRole("tab", { name: /Events/ }).click(),
    () => rows.first().waitFor(),
  );
  const middle = await middleOf(panel);
  note("scroll_frame", await framesDuring(page, () => wheel(page, middle, Array<number>(SCROLLS).fill(200))));

  // The pages that are here already come first; those that must be fetched are in it as well.
  for (let at = 1; at <= PAGES; at++)
    await step(
      "older_page",
      () => panel.getByRole("button", { name: "Older" }).click(),
      () => status.filter({ hasText: `${(at * 200 + 1).toLocaleString("en")} to ` }).waitFor(),
    );
  await step(
    "oldest_page",
    () => panel.getByRole("button", { name: "Oldest" }).click(),
    () => status.filter({ hasText: /to ([\d,]+) of \1$/ }).waitFor(),
  );
  const search = panel.getByRole("textbox", { name: "Search the events" });
  await step(
    "search",
    () => search.fill("number 0"),
    () => rows.filter({ hasText: "a kind, number 0" }).waitFor(),
  );
  await search.fill("");
  await search.focus();
  note("search_key_to_paint", await keysToPaint(page, "of a kind, number 49500".split("")));
  await rows.filter({ hasText: "number 49500" }).waitFor();
  await search.fill("");
  const kinds = panel.getByRole("combobox", { name: "Kind of events" });
  await step(
    "filter",
    () => kinds.selectOption("The run"),
    () => rows.filter({ hasText: "Run: succeeded" }).waitFor(),
  );
  await step(
    "calls_listed",
    () => page.getByRole("tab", { name: "Tool calls" }).click(),
    () => status.filter({ hasText: / calls$/ }).waitFor(),
  );
  await step(
    "timeline_drawn",
    () => page.getByRole("tab", { name: "Timeline" }).click(),
    () => panel.getByRole("list", { name: "Steps in time" }).waitFor(),
  );

  const bar = page.getByRole("group", { name: "Playback" });
  await step(
    "playback_ready",
    () => page.getByRole("button", { name: "Play back" }).click(),
    () => bar.getByText(/of \d+ steps/).waitFor(),
  );
  note("playback_frame", await framesDuring(page, () => pause(PLAYED_MS)));
  const slider = bar.getByRole("slider", { name: "Moment" });
  for (const key of ["End", "Home", "End"])
    await step(
      "playback_jump",
      () => slider.press(key),
      () => painted(page),
    );
  return { times, heap: await usedHeap(page) };
}
