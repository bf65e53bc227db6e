import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { claim, readClaim, release, renote } from "#lib/launch/claim.ts";
import { identify } from "#lib/launch/process-identity.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "planwright-claim-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a living holder keeps others out, and they read its note", () => {
  const file = path.join(folder, "held");
  expect(claim(file, "first")).toBeNull();
  expect(claim(file, "second")).toMatchObject({ pid: process.pid, note: "first" });
  renote(file, "changed");
  expect(readClaim(file)).toMatchObject({ note: "changed" });
  release(file);
  expect(claim(file, "third")).toBeNull();
});

test("a dead holder is replaced, and nothing is left lying about", async () => {
  const file = path.join(folder, "dead");
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await once(child, "spawn");
  const holder = identify(child.pid ?? 0);
  writeFileSync(file, JSON.stringify({ ...holder, note: "theirs" }));
  expect(claim(file, "ours")).toMatchObject({ note: "theirs" });
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(claim(file, "ours")).toBeNull();
  expect(readdirSync(folder).filter((name) => name.startsWith("dead."))).toEqual([]);
});

test("another process under a dead holder's id is not taken for it", () => {
  const file = path.join(folder, "reused");
  writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: "long ago", note: null }));
  expect(claim(file, "ours")).toBeNull();
});

test("a file cut short by a power failure counts as no claim", () => {
  const file = path.join(folder, "torn");
  writeFileSync(file, '{"pid": 1');
  expect(claim(file, "ours")).toBeNull();
  expect(existsSync(file)).toBe(true);
});
