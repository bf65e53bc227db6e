import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "#lib/launch/data-directory.ts";
import { stopSignals } from "#lib/launch/stop-signal.ts";
import { temporaryDirectory } from "#lib/launch/temporary-directory.ts";
import { givenServer, ownServer } from "./crash-server.ts";
import { crashTest, type CrashOutcome } from "./crash-test.ts";
import { RULES } from "./evidence.ts";
import { execute } from "./executioner.ts";
import { drawKills } from "./kill-plan.ts";
import { Random } from "./random.ts";
import { measureRecovery, percentile } from "./recovery.ts";
import { readWorkflows } from "./read-wf-format.ts";

const USAGE = `npm run test:crash -- [--kills 200] [--seed 1] [--graphs DIR] [--workers 5] [--lease 1.5]
  [--database URL: an address that may create databases; without it the test starts a Postgres of its own, and kills it]
  [--report FILE] [--sabotage double-call|lost-commit|new-keys|wrong-output|call-again: shows that the test can fail]`;

// `npm run test:crash`: see docs/operations.md. The last line is JSON.
const say = (line: string) => process.stderr.write(`${line}\n`);
const options = read();
const { stop } = stopSignals();
// Workers die with this process, whatever still goes on in it.
process.exit((await run()) ? 0 : 1);

function read() {
  try {
    const { values } = parseArgs({
      options: {
        kills: { type: "string", default: "200" },
        seed: { type: "string", default: "1" },
        graphs: { type: "string" },
        workers: { type: "string", default: "5" },
        lease: { type: "string", default: "1.5" },
        database: { type: "string" },
        report: { type: "string" },
        sabotage: { type: "string", default: "none" },
      },
    });
    return values;
  } catch (cause) {
    say(USAGE);
    throw cause;
  }
}

async function run(): Promise<boolean> {
  const { seed, sabotage } = options;
  const leaseSeconds = Number(options.lease);
  const place = await temporaryDirectory("crash");
  const directory = place.file("evidence");
  mkdirSync(directory);
  const server = options.database
    ? await givenServer(options.database)
    : await ownServer({ directory: place.path, logFile: place.file("postgres.log") });
  let outcome: CrashOutcome;
  try {
    const random = new Random(seed);
    const kills = drawKills(Number(options.kills), random.fork("kills"), {
      leaseSeconds,
      database: server.killAndRestart !== null,
    });
    const test = crashTest({
      seed,
      workflows: options.graphs ? readWorkflows(options.graphs) : [],
      url: server.url,
      directory,
      workers: Number(options.workers),
      leaseSeconds,
      sabotage,
      disturb: (fleet) => execute(kills, { fleet, server, random: random.fork("victims"), say }),
      say,
    });
    outcome = await Promise.race([test, stopped()]);
  } finally {
    await server.close();
  }
  const good = outcome.violations.length === 0;
  if (good) place.remove();
  else tell(outcome, seed, directory);
  report(outcome, seed, leaseSeconds);
  return good;
}

async function stopped(): Promise<never> {
  await new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
  throw new Error("Stopped.");
}

function tell({ violations, runs }: CrashOutcome, seed: string, directory: string): void {
  const kept = path.join(projectRoot, ".cache/crash", `seed-${seed}`);
  rmSync(kept, { recursive: true, force: true });
  cpSync(directory, kept, { recursive: true, filter: (file) => !/\/(marks|compiled)$/.test(file) });
  for (const { rule, runId, what } of violations.slice(0, 100)) {
    const run = runs.find((each) => each.runId === runId);
    say(`VIOLATION (seed ${seed}${run ? `, ${run.plan.name}, run ${runId}` : ""}): ${rule}: ${what}`);
    if (run) writeFileSync(path.join(kept, `${runId}.json`), JSON.stringify(run, null, 1));
  }
  if (violations.length > 100) say(`and ${violations.length - 100} more`);
  say(`The outside ledger, the workers' logs and what the runs concerned left behind: ${kept}`);
}

function report(
  { runs, done, boundaries, violations }: CrashOutcome,
  seed: string,
  leaseSeconds: number,
): void {
  const recovery = measureRecovery(runs, done, leaseSeconds);
  for (const { what } of recovery.told.toSorted((a, b) => b.ms - a.ms).slice(0, 5)) say(`Slow: ${what}`);
  const of = (kind: string) => done.filter((each) => each.kind === kind).length;
  const never = Object.fromEntries(
    RULES.map((rule) => [rule, violations.filter((each) => each.rule === rule).length]),
  );
  const line = {
    seed,
    kills: done.length,
    steps: runs.reduce((sum, run) => sum + run.steps.length, 0),
    violations: violations.length,
    recovery_p50_ms: percentile(recovery.killed, 0.5),
    recovery_p99_ms: percentile(recovery.killed, 0.99),
    recovered: recovery.killed.length,
    stopped_p50_ms: percentile(recovery.stopped, 0.5),
    stopped_p99_ms: percentile(recovery.stopped, 0.99),
    stopped_recovered: recovery.stopped.length,
    killed: of("killed"),
    stopped: of("stopped"),
    database_killed: of("database"),
    runs: runs.length,
    boundaries,
    rules: never,
    told: violations.map(({ rule, what }) => `${rule}: ${what}`).slice(0, 20),
  };
  if (options.report) writeFileSync(options.report, JSON.stringify(line));
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
