import type { Page } from "@playwright/test";
import { insertParts, storeValue } from "../../lib/ledger/large-values.ts";
import { framesDuring, wheel } from "./frames.ts";
import type { Installation } from "./installation.ts";
import { middleOf, usedHeap, visitTimes } from "./page-times.ts";
import { finishedRun, type Run } from "./runs.ts";

const STEPS = 24;
/** Each about 100 bytes of JSON: 20 MB. */
const ROWS = 200_000;
const MORE = 20;
const SCROLLS = 200;
const PLACES = [50, 100, 25, 75, 0];

/** A run that is over, whose last step gave 20 MB: kept as the engine keeps what a tool gives. */
export async function runWithLargeOutput(installation: Installation): Promise<Run> {
  const run = await finishedRun(installation, { steps: STEPS, dependencies: 8 });
  const stepId = `s${STEPS - 1}`;
  const rows = Array.from({ length: ROWS }, (_, i) => {
    return { customer: `Customer ${i} of a long list`, town: `Town ${i % 977}`, orders: i % 13, sum: i / 7 };
  });
  const stored = storeValue(stepId, { rows });
  if (!stored.large || stored.json === null) throw new Error("The output is not large.");
  const { large, json } = stored;
  await installation.database.prisma.$transaction(
    async (tx) => {
      await insertParts(tx, run, large);
      await tx.$executeRaw`
        update step_runs set output = ${json}::jsonb
        where workspace_id = ${run.workspaceId} and run_id = ${run.runId} and step_id = ${stepId}`;
    },
    { timeout: 60_000 },
  );
  return run;
}

/** One visit to that output. @returns times in milliseconds by what was waited for, and the page's memory in megabytes */
export async function visitLargeOutput(
  page: Page,
  { runId }: Run,
): Promise<{ times: Record<string, number[]>; heap: number }> {
  const { times, note, step } = visitTimes(page, "output");
  const output = page.getByRole("region", { name: "Output", exact: true });
  const shown = output.getByText(/^Showing .+ MB, as JSON/);

  await step(
    "open",
    () => page.goto(`/runs/${runId}`, { waitUntil: "commit" }),
    () => shown.waitFor(),
  );
  for (let pages = 2; pages <= MORE; pages++)
    await step(
      "more",
      () => output.getByRole("button", { name: "Show more" }).click(),
      () => output.locator(`pre:nth-of-type(${pages})`).waitFor({ state: "attached" }),
    );
  await output.evaluate((element) => (element.scrollTop = 0));
  const middle = await middleOf(output);
  const frames = await framesDuring(page, () => wheel(page, middle, Array<number>(SCROLLS).fill(400)));
  note("scroll_frame", frames);
  for (const place of PLACES) {
    const wanted = place === 0 ? /, as JSON\.$/ : new RegExp(`from ${Math.min(place, 99)} % on`);
    await output.getByRole("textbox", { name: "Go to, in percent" }).fill(String(place));
    await step(
      "jump",
      () => output.getByRole("button", { name: "Go there" }).click(),
      () => shown.filter({ hasText: wanted }).waitFor(),
    );
  }
  const saving = page.waitForEvent("download");
  await step(
    "download",
    () => output.getByRole("link", { name: "Download JSON" }).click(),
    async () => (await saving).path(),
  );
  return { times, heap: await usedHeap(page) };
}
