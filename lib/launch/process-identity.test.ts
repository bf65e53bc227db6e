import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { commandLine, endProcess, identify, isAlive } from "#lib/launch/process-identity.ts";

test("a process is identified while it runs", () => {
  const self = identify(process.pid);
  expect(self && isAlive(self)).toBe(true);
  expect(commandLine(process.pid)).toContain("node");
  expect(isAlive({ pid: process.pid, startedAt: "another time" })).toBe(false);
});

test("a process that ignores the polite signal is ended with its whole group", async () => {
  const ignoring = `
    process.on("SIGTERM", () => {});
    const inner = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    inner.on("spawn", () => console.log(inner.pid));`;
  const child = spawn(process.execPath, ["-e", ignoring], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const outer = identify(child.pid ?? 0);
  const inner = identify(Number(line.toString()));
  if (!outer || !inner) throw new Error("the processes did not start");
  await endProcess(outer, [{ signal: "SIGTERM", waitMs: 200, group: false }]);
  expect(isAlive(outer)).toBe(false);
  await expect.poll(() => isAlive(inner)).toBe(false);
});

test("a process that takes its time is ended at once when it is not to be waited for any longer", async () => {
  const child = spawn(
    process.execPath,
    [
      "-e",
      `process.on("SIGTERM", () => console.log("later")); setInterval(() => {}, 1000); console.log("there")`,
    ],
    { detached: true, stdio: ["ignore", "pipe", "inherit"] },
  );
  await once(child.stdout, "data");
  const identity = identify(child.pid ?? 0);
  if (!identity) throw new Error("the process did not start");
  const now = new AbortController();
  const ended = endProcess(identity, [{ signal: "SIGTERM", waitMs: 600_000, group: false }], now.signal);
  await once(child.stdout, "data");
  now.abort();
  await ended;
  expect(isAlive(identity)).toBe(false);
});

test("ending a process that is gone does nothing", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await once(child, "spawn");
  const identity = identify(child.pid ?? 0);
  child.kill("SIGKILL");
  await once(child, "exit");
  await expect(
    endProcess(identity ?? { pid: 0, startedAt: "" }, [{ signal: "SIGTERM", waitMs: 100, group: true }]),
  ).resolves.toBeUndefined();
});
