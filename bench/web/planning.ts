import { loadavg } from "node:os";
import type { Page } from "@playwright/test";
import { progress } from "../rows.ts";
import { percentiles, type Figure } from "./figures.ts";
import type { Installation } from "./installation.ts";
import { watchPlanning, type Seen } from "./watch-planning.ts";

const GOALS = {
  reference: "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000",
  explicit:
    "Research refill shops and analyse our marketing metrics, then draft a newsletter, finally compile a report",
  playbook: "Plan the launch of our new bicycle helmet in March",
  generic: "Write a poem about the sea",
};
const WARM_UP = 2;
/** Faster than anybody types. */
const BETWEEN_KEYS_MS = 8;
const LONGEST_MS = 60_000;

/** What is measured of one planning; milliseconds since the click. */
type Times = Record<string, number>;

/**
 * From the click on "Make a plan" to the first step's card on the screen, and to the whole plan shown as valid: goals that are planned
 * from a playbook, from steps that they spell out, and by the generic plan, in turn.
 * @param rounds how often each goal is planned, after the warm-up
 */
export async function planning(installation: Installation, rounds: number): Promise<Figure[]> {
  await noteJobs(installation);
  const loadBefore = loadavg()[0] ?? 0;
  const all: { goal: string; times: Times }[] = [];
  let firstOfAll: Times = {};
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [name, goal] of Object.entries(GOALS)) {
      const times = await planOnce(installation, goal);
      const told = Object.entries(times).map(([what, ms]) => `${what} ${ms.toFixed(0)}`);
      progress(`planning ${name} ${round}: ${told.join(", ")}`);
      if (round === -WARM_UP && name === "reference") firstOfAll = times;
      if (round >= 0) all.push({ goal: name, times });
    }
  }
  const of = (quantity: string, goal?: string) =>
    all.flatMap((one) =>
      goal === undefined || one.goal === goal ? [one.times[quantity] ?? Number.NaN] : [],
    );
  const quantities = Object.keys(all[0]?.times ?? {});
  return [
    ...quantities.flatMap((quantity) => percentiles("planning", quantity, "ms", of(quantity))),
    ...Object.keys(GOALS).flatMap((goal) =>
      ["first_step", "whole_plan"].flatMap((quantity) =>
        percentiles(`planning ${goal}`, quantity, "ms", of(quantity, goal)),
      ),
    ),
    ...["first_step", "whole_plan"].map((metric) => ({
      bench: "planning after a start",
      metric,
      value: Number((firstOfAll[metric] ?? Number.NaN).toFixed(1)),
      unit: "ms",
      rounds: 1,
    })),
    ...[loadBefore, loadavg()[0] ?? 0].map((value, at) => ({
      bench: "planning",
      metric: at === 0 ? "load_average_before" : "load_average_after",
      value: Number(value.toFixed(2)),
      unit: "processes",
      rounds: 1,
    })),
  ];
}

async function planOnce({ database, newPage }: Installation, goal: string): Promise<Times> {
  const page = await newPage();
  try {
    await page.addInitScript(watchPlanning);
    await page.goto("/");
    await page
      .getByLabel("What do you want to get done?")
      .pressSequentially(goal, { delay: BETWEEN_KEYS_MS });
    await page.getByRole("button", { name: "Make a plan" }).click();
    const seen = await seenBy(page);
    const planId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    return { ...(await writtenOf(database, planId, seen)), ...timesOf(seen) };
  } finally {
    await page.close();
  }
}

async function seenBy(page: Page): Promise<Seen> {
  const whole = () => [window.benchSeen?.firstStep, window.benchSeen?.wholePlan].every(Number.isFinite);
  await page.waitForFunction(whole, undefined, { timeout: LONGEST_MS });
  const seen = await page.evaluate(() => window.benchSeen);
  if (!seen) throw new Error("The page was loaded anew while it planned.");
  return seen;
}

function timesOf(seen: Seen): Times {
  const { actionAnswered, pageAnswered, editorThere, streamAsked, streamOpen, firstStep, wholePlan } = seen;
  const times = {
    action_answered: actionAnswered,
    page_answered: pageAnswered,
    editor_there: editorThere,
    stream_asked: streamAsked,
    stream_open: streamOpen,
    first_step: firstStep,
    whole_plan: wholePlan,
  };
  return Object.fromEntries(Object.entries(times).map(([what, ms]) => [what, ms ?? Number.NaN]));
}

/** graphile-worker forgets a job that is done, so the moment it is taken is written down: a trigger of the bench's own database. */
async function noteJobs({ database: { prisma } }: Installation): Promise<void> {
  await prisma.$executeRaw`create table if not exists bench_jobs (key text primary key, taken_at timestamptz not null)`;
  await prisma.$executeRaw`
    create or replace function bench_note_job() returns trigger language plpgsql as $$ begin
      insert into bench_jobs values (new.key, clock_timestamp()) on conflict do nothing;
      return new;
    end $$`;
  await prisma.$executeRaw`
    create or replace trigger bench_note_job after update on graphile_worker._private_jobs
    for each row when (new.key is not null and new.locked_at is not null and old.locked_at is null)
    execute function bench_note_job()`;
}

/** When the worker did what, by the database's clock, which is this machine's and so the browser's. */
async function writtenOf(
  { prisma }: Installation["database"],
  planId: string,
  { clickedAt, cards }: Seen,
): Promise<Times> {
  const [row] = await prisma.$queryRaw<Record<"made" | "taken" | "read" | "first" | "last" | "done", Date>[]>`
    with told as (
      select body->>'type' as type, created_at from events, jsonb_array_elements(bodies) body
      where topic = ${`plan:${planId}`}
    )
    select p.created_at as made,
      (select taken_at from bench_jobs where key = ${`plan-goal:${planId}`}) as taken,
      (select min(created_at) from told where type = 'plan.analysed') as read,
      (select min(created_at) from told where type = 'plan.patched') as first,
      (select max(created_at) from told where type = 'plan.patched') as last,
      (select max(created_at) from told where type = 'plan.status') as done
    from plans p where p.id = ${planId}`;
  const { draft } = await prisma.plan.findFirstOrThrow({ where: { id: planId }, select: { draft: true } });
  const steps = (draft as { steps: unknown[] }).steps.length;
  if (!row || steps !== cards) throw new Error(`Of ${steps} steps ${cards} are on the canvas.`);
  const at = (moment: Date | null) => (moment?.getTime() ?? Number.NaN) - clickedAt;
  return {
    plan_written: at(row.made),
    job_taken: at(row.taken),
    goal_read: at(row.read),
    first_step_written: at(row.first),
    last_step_written: at(row.last),
    plan_done: at(row.done),
  };
}
