import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createDb, type Db } from "#lib/db/client.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { seedRun, seedVersion, seedWorkspace } from "#lib/testing/seed-run.ts";
import { checkAcks } from "./check-acks.ts";
import { checkCalls } from "./check-calls.ts";
import { checkEvents } from "./check-events.ts";
import { checkLogs, isExcused } from "./check-logs.ts";
import { checkOutputs } from "./check-outputs.ts";
import { CRASH_TOOL_VERSIONS } from "./crash-args.ts";
import { toolSpecs } from "./crash-registry.ts";
import { randomPlan, withSubplan, workflowPlan, type CrashPlan } from "./crash-plan.ts";
import { gatherEvidence, type Evidence, type Violation } from "./evidence.ts";
import type { Done } from "./executioner.ts";
import { Fleet } from "./fleet.ts";
import { AckLine, OutsideLine, readLines } from "./outside.ts";
import { OutsideTail } from "./outside-tail.ts";
import { Person } from "./person.ts";
import { Random } from "./random.ts";
import type { WorkflowGraph } from "./read-wf-format.ts";
import { recount } from "./recount.ts";

/** What a crash test is made of. */
export type CrashOptions = {
  /** Makes the plans and what the people do. */
  seed: string;
  workflows?: readonly WorkflowGraph[];
  /** The database's address. */
  url: string;
  /** Everything the test writes goes here. */
  directory: string;
  workers: number;
  leaseSeconds: number;
  /** How many steps a worker carries out at once. */
  concurrency?: number;
  /** Arguments of Node for the worker of this number. */
  nodeArgs?: (worker: number) => readonly string[];
  sabotage?: string;
  /** Disturbs the work; plans are begun for as long as it takes. */
  disturb: (fleet: Fleet) => Promise<Done[]>;
  say?: (line: string) => void;
};

/** What came of it. `boundaries`: how often workers died at each. */
export type CrashOutcome = {
  runs: Evidence[];
  done: Done[];
  boundaries: Record<string, number>;
  violations: Violation[];
  /** How many workers there were, numbered from 1. */
  workers: number;
};

type LiveRun = RunKey & { plan: CrashPlan; person: Person };

const STEPS_A_WORKER = 12;
const NOBODY_LISTENS = () => undefined;
const RUNS_AT_ONCE = 8;
const WORKSPACES = 3;
const LOOK_MS = 150;
const WORKFLOW_SECONDS = 6;
/** How long everything may take to come to its end once nothing is disturbed any more. */
const END_MS = 300_000;

/** Runs plans while the work is disturbed, until that is over and all runs are; then checks everything. */
export async function crashTest(options: CrashOptions): Promise<CrashOutcome> {
  const { directory, url, seed, leaseSeconds, say = NOBODY_LISTENS } = options;
  mkdirSync(path.join(directory, "marks"), { recursive: true });
  const file = (name: string) => path.join(directory, name);
  const random = new Random(seed);
  const { prisma: db, close } = createDb(url, 10);
  const outside = new OutsideTail(file("outside.jsonl"));
  const fleet = new Fleet({
    url,
    directory,
    leaseSeconds,
    concurrency: options.concurrency ?? STEPS_A_WORKER,
    nodeArgs: options.nodeArgs ?? (() => []),
    sabotage: options.sabotage ?? "none",
  });
  const leave = () => fleet.kill();
  process.once("exit", leave);
  try {
    fleet.keep(options.workers);
    const over = { disturbing: false };
    const disturbing = options.disturb(fleet).finally(() => {
      over.disturbing = true;
    });
    const [done, tended] = await Promise.all([disturbing, tend(db, outside, options, random, over)]);
    await fleet.close();
    const violations: Violation[] = [...tended.violations, ...(await recount(db, "all"))];
    const acks = readLines(file("acks.jsonl"), AckLine);
    const lastWords = new Map(acks.flatMap((ack) => (ack.t === "killed" ? [[ack.pid, ack] as const] : [])));
    const exact = done.map((each) => {
      const word = each.kind === "killed" ? lastWords.get(each.pid) : undefined;
      return word ? { ...each, at: word.at } : each;
    });
    const deaths = exact.filter(({ kind }) => kind === "database").map(({ at }) => at);
    // One that cannot even begin without a database may end and be started again; one that has begun must live on.
    const died = fleet.surprises.filter(({ at, began }) => began || !isExcused(at, deaths));
    violations.push(
      ...died.map(({ what }): Violation => ({ rule: "workers live", runId: "", what })),
      ...checkLogs(
        directory,
        fleet.all.length,
        deaths,
        exact.filter(({ kind }) => kind === "stopped"),
      ),
      ...answered(tended.troubles, deaths),
    );
    say(`Checking ${tended.runs.length} runs`);
    const runs = await gather(db, tended.runs, acks, readLines(file("outside.jsonl"), OutsideLine));
    for (const run of runs) {
      violations.push(...checkEvents(run), ...checkAcks(run), ...checkCalls(run), ...checkOutputs(run));
    }
    const boundaries: Record<string, number> = {};
    for (const { boundary } of lastWords.values()) boundaries[boundary] = (boundaries[boundary] ?? 0) + 1;
    return { runs, done: exact, boundaries, violations: different(violations), workers: fleet.all.length };
  } finally {
    fleet.kill();
    process.off("exit", leave);
    outside.close();
    await close();
  }
}

/** What was seen at one look after the other is said once. */
function different(violations: readonly Violation[]): Violation[] {
  return [...new Map(violations.map((each) => [`${each.rule} ${each.runId} ${each.what}`, each])).values()];
}

type Trouble = { at: number; runId: string; what: string };

/** Starts one run after the other for as long as the work is disturbed, and looks after each until it is over. */
async function tend(
  db: Db,
  outside: OutsideTail,
  { workflows = [], seed, say = NOBODY_LISTENS }: CrashOptions,
  random: Random,
  over: { disturbing: boolean },
): Promise<{ runs: LiveRun[]; violations: Violation[]; troubles: Trouble[] }> {
  const runs: LiveRun[] = [];
  const live = new Set<LiveRun>();
  const violations: Violation[] = [];
  const troubles: Trouble[] = [];
  const workspaces: string[] = [];
  while (workspaces.length < WORKSPACES) workspaces.push(await seedWorkspace(db));
  const subplans = await seedSubplans(db, workspaces, seed, random.fork("subplans"));
  const attempt = async (runId: string, work: () => Promise<void>) => {
    await work().catch((cause: unknown) => {
      troubles.push({ at: Date.now(), runId, what: String(cause) });
    });
  };
  /** From now on somebody looks after this run. */
  const look = ({ workspaceId, runId }: RunKey, plan: CrashPlan, who: string) => {
    const person = new Person({ workspaceId, runId }, plan, random.fork(who));
    const each = { workspaceId, runId, plan, person };
    runs.push(each);
    live.add(each);
  };
  let number = 0;
  let endsAt = Number.POSITIVE_INFINITY;
  for (let turn = 0; ; turn++) {
    if (over.disturbing && endsAt === Number.POSITIVE_INFINITY) endsAt = Date.now() + END_MS;
    while (!over.disturbing && live.size < RUNS_AT_ONCE) {
      const plan = planFor(number++, seed, random, workflows);
      await attempt("", async () => {
        const workspaceId = random.pick(workspaces);
        const { planId } = random.pick(subplans.filter((each) => each.workspaceId === workspaceId));
        const whole = withSubplan(plan, planId);
        const run = await seedRun(db, whole.graph, { workspaceId, toolVersions: CRASH_TOOL_VERSIONS });
        look(run, whole, `person ${number}`);
      });
    }
    await Promise.all(
      [...live].map((run) =>
        attempt(run.runId, async () => {
          if (isRunOver(await run.person.look(db, outside))) live.delete(run);
        }),
      ),
    );
    await attempt("", async () => {
      const known = new Set(runs.map(({ runId }) => runId));
      const started = await db.run.findMany({ where: { parentRun: { not: null } }, orderBy: { id: "asc" } });
      for (const { id, workspaceId, planId } of started) {
        const of = subplans.find((each) => each.planId === planId);
        if (of && !known.has(id)) look({ workspaceId, runId: id }, of.plan, `person of ${id}`);
      }
    });
    if (turn % 6 === 0) await attempt("", async () => void violations.push(...(await recount(db, "open"))));
    if (turn % 100 === 99) say(`${runs.length} runs begun, ${live.size} under way`);
    if (over.disturbing && live.size === 0) break;
    if (Date.now() > endsAt) break; // the check of outputs says which ones are stuck
    await pause(LOOK_MS);
  }
  return { runs, violations, troubles };
}

/** A plan that others may run, with its version. */
type Subplan = { workspaceId: string; planId: string; plan: CrashPlan };

/** Two plans for each workspace that steps may run, the second of which may run the first. */
async function seedSubplans(
  db: Db,
  workspaces: readonly string[],
  seed: string,
  random: Random,
): Promise<Subplan[]> {
  const made: Subplan[] = [];
  for (const workspaceId of workspaces) {
    let below: string | null = null;
    for (const level of [1, 2]) {
      const drawn = sound(`seed ${seed}, subplan ${level}`, random, below === null);
      const plan = below === null ? drawn : withSubplan(drawn, below);
      const planId = await seedVersion(db, workspaceId, plan.graph);
      made.push({ workspaceId, planId, plan });
      below = planId;
    }
  }
  return made;
}

/** A small plan that a run may start with, for those that steps start are checked; nobody aborts it. @param lowest it runs no other */
function sound(name: string, random: Random, lowest: boolean): CrashPlan {
  for (let draw = 0; ; draw++) {
    const plan = randomPlan(name, random.fork(`${name} ${draw}`));
    const faults = validatePlan(plan.graph, toolSpecs(), null).filter(({ severity }) => severity === "error");
    if (plan.graph.steps.length > 12 || faults.length > 0) continue;
    const script = { ...plan.script, abortsAt: null };
    return { ...plan, script, subplans: lowest ? new Set() : plan.subplans };
  }
}

function planFor(
  number: number,
  seed: string,
  random: Random,
  workflows: readonly WorkflowGraph[],
): CrashPlan {
  const own = random.fork(`plan ${number}`);
  const workflow = number % 2 === 1 ? workflows[((number - 1) / 2) % workflows.length] : undefined;
  return workflow
    ? workflowPlan(workflow, own, WORKFLOW_SECONDS)
    : randomPlan(`seed ${seed}, plan ${number}`, own);
}

/** What a person was not answered is forgiven only round the death of the database. */
function answered(troubles: readonly Trouble[], deaths: readonly number[]): Violation[] {
  return troubles
    .filter(({ at }) => !isExcused(at, deaths))
    .map(({ runId, what }) => ({ rule: "wishes are answered", runId, what }));
}

async function gather(
  db: Db,
  runs: readonly LiveRun[],
  acks: readonly AckLine[],
  lines: readonly OutsideLine[],
): Promise<Evidence[]> {
  const acksOf = Map.groupBy(acks, (ack) => (ack.t === "killed" ? "" : ack.token.runId));
  const linesOf = Map.groupBy(lines, (line) => line.run);
  const found: Evidence[] = [];
  for (const { plan, person, ...key } of runs) {
    const rest = {
      plan,
      deeds: person.deeds,
      acks: acksOf.get(key.runId) ?? [],
      outside: linesOf.get(key.runId) ?? [],
    };
    found.push(await gatherEvidence(db, key, rest));
  }
  return found;
}
