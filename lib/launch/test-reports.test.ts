import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { countCrash, countPlaywright, countVitest } from "#lib/launch/test-reports.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "planwright-reports-"));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: unknown): string {
  const file = path.join(folder, "report.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const vitest = (passed: number, failed: number, success: boolean) =>
  report({ success, numTotalTests: passed + failed, numPassedTests: passed, numFailedTests: failed });
const playwright = (expected: number, unexpected: number, flaky: number, errors: unknown[] = []) =>
  report({ stats: { expected, unexpected, flaky, skipped: 0 }, errors });

test("counts what passed and failed", () => {
  expect(countVitest(vitest(7, 0, true), 0)).toEqual({ passed: 7, failed: 0 });
  expect(countVitest(vitest(7, 2, false), 1)).toEqual({ passed: 7, failed: 2 });
  expect(countPlaywright(playwright(3, 0, 0), 0)).toEqual({ passed: 3, failed: 0 });
  expect(countPlaywright(playwright(3, 1, 0), 1)).toEqual({ passed: 3, failed: 1 });
});

test("a runner that ran nothing, wrote nothing or nonsense, or failed outside its tests has failed", () => {
  expect(countVitest(vitest(0, 0, true), 0)).toEqual({ passed: 0, failed: 1 });
  expect(countVitest(vitest(5, 0, false), 1)).toEqual({ passed: 5, failed: 1 });
  expect(countVitest(vitest(5, 0, true), 1)).toEqual({ passed: 5, failed: 1 });
  expect(countVitest(path.join(folder, "none.json"), 0)).toEqual({ passed: 0, failed: 1 });
  expect(countVitest(report("{"), 0)).toEqual({ passed: 0, failed: 1 });
  expect(countPlaywright(playwright(0, 0, 0), 0)).toEqual({ passed: 0, failed: 1 });
  expect(countPlaywright(playwright(2, 0, 0, [{ message: "no web server" }]), 0)).toEqual({
    passed: 2,
    failed: 1,
    told: ["no web server"],
  });
});

test("what failed is told once more, a line each", () => {
  const failed = { fullName: "adds up", status: "failed", failureMessages: ["Error: 3\n    at add"] };
  const passed = { fullName: "subtracts", status: "passed", failureMessages: [] };
  const file = report({
    success: false,
    numTotalTests: 2,
    numPassedTests: 1,
    numFailedTests: 1,
    testResults: [
      { name: "sum.test.ts", status: "failed", assertionResults: [failed, passed] },
      { name: "load.test.ts", status: "failed", message: "cannot load\nat x", assertionResults: [] },
    ],
  });
  expect(countVitest(file, 1).told).toEqual(["sum.test.ts: adds up: Error: 3", "load.test.ts: cannot load"]);
  const crash = report({ kills: 200, rules: { one: 1 }, told: [`one: ${"x".repeat(500)}`] });
  expect(countCrash(crash, 1, 200).told).toEqual([`one: ${"x".repeat(295)}`]);
});

test("so are a browser's: those of a describe block too, and what went wrong outside of tests", () => {
  const red = (message: string) => ({ results: [{ error: { message } }] });
  const file = report({
    stats: { expected: 1, unexpected: 2, flaky: 1, skipped: 0 },
    errors: [{ message: "no web server\nat x" }],
    suites: [
      {
        title: "edit.spec.ts",
        specs: [
          { title: "undo", ok: true, file: "edit.spec.ts", tests: [{ results: [{}] }] },
          {
            title: "redo",
            ok: false,
            file: "edit.spec.ts",
            tests: [red("\u001b[31mError: not seen\u001b[39m\nat y")],
          },
        ],
        suites: [
          {
            title: "by touch",
            specs: [{ title: "drag", ok: false, file: "edit.spec.ts", tests: [red("Timeout")] }],
          },
        ],
      },
      {
        title: "run.spec.ts",
        specs: [
          {
            title: "a try later",
            ok: true,
            file: "run.spec.ts",
            tests: [{ status: "flaky", results: [{ error: { message: "late" } }, {}] }],
          },
        ],
      },
    ],
  });
  expect(countPlaywright(file, 1).told).toEqual([
    "no web server",
    "edit.spec.ts: redo: Error: not seen",
    "edit.spec.ts: drag: Timeout",
    "run.spec.ts: a try later: late",
  ]);
});

test("a flaky test has failed", () => {
  expect(countPlaywright(playwright(2, 0, 1), 0)).toEqual({ passed: 2, failed: 1 });
});

test("each rule of the crash test counts, and too few kills are a failure", () => {
  const crash = (kills: number, rules: Record<string, number>) => report({ kills, rules });
  expect(countCrash(crash(200, { one: 0, two: 0 }), 0, 200)).toEqual({ passed: 2, failed: 0 });
  expect(countCrash(crash(200, { one: 0, two: 9 }), 1, 200)).toEqual({ passed: 1, failed: 1 });
  expect(countCrash(crash(199, { one: 0, two: 0 }), 0, 200)).toEqual({
    passed: 2,
    failed: 1,
    told: ["only 199 of 200 were killed"],
  });
  expect(countCrash(crash(200, {}), 0, 200)).toEqual({ passed: 0, failed: 1 });
  expect(countCrash(path.join(folder, "none.json"), 0, 200)).toEqual({ passed: 0, failed: 1 });
});
