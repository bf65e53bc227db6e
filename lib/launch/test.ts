import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { browserSuite } from "#lib/launch/browser-suite.ts";
import { projectRoot } from "#lib/launch/data-directory.ts";
import { buildApp, generateClient } from "#lib/launch/prepare.ts";
import { say } from "#lib/launch/progress.ts";
import { runCommand } from "#lib/launch/run-command.ts";
import { stopSignals } from "#lib/launch/stop-signal.ts";
import { countCrash, countVitest, type Count } from "#lib/launch/test-reports.ts";
import { verify } from "#lib/launch/verify.ts";

// What `npm test` does once the packages are there and the right Node runs: every suite, then one line that counts them all.
const suites = {
  verify,
  unit: () => vitest("unit"),
  database: () => vitest("database"),
  crash,
  launch: async () => {
    await buildApp(stop);
    return vitest("launch");
  },
  browser: (stop) => browserSuite(stop, freshReport),
} satisfies Record<string, (stop: AbortSignal) => Promise<Count>>;
type Suite = keyof typeof suites;

const CRASH_KILLS = 200;

const { stop } = stopSignals();
const reports = path.join(projectRoot, ".cache/test-reports");
const total = await runAll();
if (total.failedIn.length > 0)
  say(`\nFailed in: ${total.failedIn.join(", ")}. Each says why where it ends, above.`);
for (const told of total.told) say(`  ${told}`);
say(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

async function runAll(): Promise<Count & { failedIn: string[]; told: string[] }> {
  const sum = { passed: 0, failed: 0, failedIn: [] as string[], told: [] as string[] };
  const add = (name: string, { passed, failed, told = [] }: Count) => {
    sum.passed += passed;
    sum.failed += failed;
    sum.told.push(...told.map((each) => `${name}: ${each}`));
    if (failed > 0) sum.failedIn.push(`${name} (${failed})`);
  };
  mkdirSync(reports, { recursive: true });
  try {
    const chosen = chooseSuites();
    await generateClient(stop);
    for (const name of chosen) {
      stop.throwIfAborted();
      say(`\n── ${name}`);
      // A suite that cannot run at all has failed; the others still say how they fare.
      add(name, await suites[name](stop).catch((cause: unknown) => report(cause)));
    }
  } catch (cause) {
    add("the preparation", report(cause));
  }
  return sum;
}

function report(cause: unknown): Count {
  say(stop.aborted ? "Stopped." : cause instanceof Error ? cause.message : String(cause));
  return { passed: 0, failed: 1 };
}

/** All of them, or those that `--only verify,unit` names. */
function chooseSuites(): Suite[] {
  const { values } = parseArgs({ args: process.argv.slice(2), options: { only: { type: "string" } } });
  const all = Object.keys(suites);
  const names = values.only?.split(",") ?? all;
  return names.map((name) => {
    if (isSuite(name)) return name;
    throw new Error(`There is no suite "${name}". There are: ${all.join(", ")}.`);
  });
}

function isSuite(name: string): name is Suite {
  return name in suites;
}

async function vitest(project: string): Promise<Count> {
  const file = freshReport(project);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const config = "lib/testing/vitest.config.ts";
  const { code } = await runCommand(
    [
      process.execPath,
      "node_modules/vitest/vitest.mjs",
      "run",
      "--config",
      config,
      "--project",
      project,
      ...reporters,
    ],
    { cwd: projectRoot, show: true, stop },
  );
  return countVitest(file, code);
}

/** Workers and Postgres are killed while plans run; `npm run test:crash` is the same at any length. */
async function crash(): Promise<Count> {
  const file = freshReport("crash");
  const { code } = await runCommand(
    [
      process.execPath,
      "lib/testing/crash/start.ts",
      "--kills",
      String(CRASH_KILLS),
      "--seed",
      "1",
      "--report",
      file,
    ],
    { cwd: projectRoot, show: true, stop },
  );
  return countCrash(file, code, CRASH_KILLS);
}

function freshReport(name: string): string {
  const file = path.join(reports, `${name}.json`);
  rmSync(file, { force: true });
  return file;
}
