import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";

/** How one runner's tests went. `told`: of each failure where and why, in a line, said once more where everything ends. */
export type Count = { passed: number; failed: number; told?: readonly string[] };

const VitestReport = z.object({
  success: z.boolean(),
  numTotalTests: z.number(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z
    .array(
      z.object({
        name: z.string(),
        message: z.string().default(""),
        status: z.string(),
        assertionResults: z.array(
          z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
        ),
      }),
    )
    .default([]),
});

const PlaywrightError = z.object({ message: z.string().default("") });
const PlaywrightSpec = z.object({
  title: z.string(),
  file: z.string(),
  tests: z.array(z.object({ results: z.array(z.object({ error: PlaywrightError.optional() })) })),
});
const PlaywrightSuite = z.object({
  specs: z.array(PlaywrightSpec).default([]),
  // A describe block is a suite within its file's.
  get suites() {
    return z.array(PlaywrightSuite).default([]);
  },
});
const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
  errors: z.array(PlaywrightError),
  suites: z.array(PlaywrightSuite).default([]),
});

const CrashReport = z.object({
  kills: z.number(),
  rules: z.record(z.string(), z.number()),
  told: z.array(z.string()).default([]),
});

/** How many failures of one runner are said again, and how long a line of them may be. */
const MOST_TOLD = 20;
const LONGEST_LINE = 300;

/**
 * Counts a Vitest JSON report. A file that did not load has no tests to count, so a run that failed without a failed test
 * counts as one failure, and so does one that ran nothing.
 */
export function countVitest(file: string, exitCode: number): Count {
  const report = VitestReport.safeParse(readJson(file));
  if (!report.success) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests: failed, success, testResults } = report.data;
  const told = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults
      .filter((each) => each.status === "failed")
      .map(({ fullName, failureMessages }) => line(name, fullName, failureMessages[0]));
    return tests.length === 0 && status === "failed" ? [line(name, message)] : tests;
  });
  const count = { passed, failed, ...some(told) };
  return atLeastOneFailure(count, !success || exitCode !== 0 || passed + failed === 0);
}

/** Counts a Playwright JSON report. A test that passed only when it was tried again counts as failed. */
export function countPlaywright(file: string, exitCode: number): Count {
  const report = PlaywrightReport.safeParse(readJson(file));
  if (!report.success) return { passed: 0, failed: 1 };
  const { errors, suites, stats } = report.data;
  const { expected, unexpected, flaky } = stats;
  const told = [...errors.map(({ message }) => line(message)), ...suites.flatMap(toldOfSuite)];
  const count = { passed: expected, failed: unexpected + flaky, ...some(told) };
  return atLeastOneFailure(count, exitCode !== 0 || errors.length > 0 || expected + unexpected === 0);
}

/** Each test of a suite that failed once at least, with the first line of why. */
function toldOfSuite({ specs, suites }: z.infer<typeof PlaywrightSuite>): string[] {
  const own = specs.flatMap(({ title, file, tests }) => {
    const error = tests.flatMap(({ results }) => results).find((each) => each.error)?.error;
    return error ? [line(file, title, stripVTControlCharacters(error.message))] : [];
  });
  return [...own, ...suites.flatMap(toldOfSuite)];
}

/**
 * Counts a crash test's report: each rule that it holds the engine to is a test, which fails when the rule was broken once.
 * @param kills how many there had to be
 */
export function countCrash(file: string, exitCode: number, kills: number): Count {
  const report = CrashReport.safeParse(readJson(file));
  if (!report.success) return { passed: 0, failed: 1 };
  const broken = Object.values(report.data.rules);
  const failed = broken.filter((times) => times > 0).length;
  const { told, kills: killed } = report.data;
  const few = killed < kills ? [`only ${killed} of ${kills} were killed`] : [];
  const count = {
    passed: broken.length - failed,
    failed,
    ...some([...few, ...told.map((each) => line(each))]),
  };
  return atLeastOneFailure(count, exitCode !== 0 || broken.length === 0 || killed < kills);
}

function some(told: readonly string[]): Pick<Count, "told"> {
  return told.length > 0 ? { told: told.slice(0, MOST_TOLD) } : {};
}

/** The parts that there are, each its first line, in one. */
function line(...parts: readonly (string | undefined)[]): string {
  const lines = parts.flatMap((part) => (part ? [part.split("\n", 1)[0] ?? ""] : []));
  return lines.join(": ").slice(0, LONGEST_LINE);
}

function atLeastOneFailure(count: Count, wrong: boolean): Count {
  return wrong && count.failed === 0 ? { ...count, failed: 1 } : count;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null; // a runner that died wrote no report
  }
}
