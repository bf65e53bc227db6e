import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkLogs } from "./check-logs.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "planwright-logs-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PID = 7;
const AT = Date.parse("2026-01-01T00:00:00.000Z");

/** Checks a worker's log of one line that was written at `AT`. */
function check(
  message: string,
  { deaths = [] as number[], stops = [] as { pid: number; at: number }[] } = {},
) {
  const line = {
    level: "error",
    time: new Date(AT).toISOString(),
    pid: PID,
    msg: "a tool failed unexpectedly",
    err: { message },
  };
  writeFileSync(path.join(folder, "worker-1.log"), `${JSON.stringify(line)}\n`);
  return checkLogs(folder, 1, deaths, stops).length;
}

const LOST = "Client has encountered a connection error and is not queryable";

test("a fault that nobody made is a violation, one that was made is not", () => {
  expect(check("Cannot read properties of undefined")).toBe(1);
  expect(check("A fault that no tool declared.")).toBe(0);
});

test("a connection may be lost when the database died, or when this worker was stopped: no other's stop excuses it", () => {
  expect(check(LOST)).toBe(1);
  expect(check(LOST, { deaths: [AT - 5_000] })).toBe(0);
  expect(check(LOST, { stops: [{ pid: PID, at: AT - 3_000 }] })).toBe(0);
  expect(check(LOST, { stops: [{ pid: PID + 1, at: AT - 3_000 }] })).toBe(1);
  expect(check(LOST, { stops: [{ pid: PID, at: AT - 60_000 }] })).toBe(1);
});

test("a stop excuses nothing else, and nothing excuses a deadlock", () => {
  expect(check("Cannot read properties of undefined", { stops: [{ pid: PID, at: AT - 3_000 }] })).toBe(1);
  expect(check("deadlock detected", { deaths: [AT - 5_000] })).toBe(1);
});
