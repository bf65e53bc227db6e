import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inConfinedProcess, type Confinement } from "./confined-process.ts";

/** A program that does what it is told, among those of the installation for as long as these tests run. */
const FILE = `lib/tools/sandbox/confined-${process.pid}.tmp.ts`;
const PROGRAM = `
import fs from "node:fs";
import { spawnSync } from "node:child_process";
import { serveOnce } from "#lib/tools/sandbox/child.ts";
const all: unknown[] = [];
await serveOnce((job) => {
  const { verb, path } = job as { verb: string; path: string };
  if (verb === "env") return { names: Object.keys(process.env), argv: process.argv.slice(3) };
  if (verb === "read") return fs.readFileSync(path, "utf8").length;
  if (verb === "write") return fs.writeFileSync(path, "x");
  if (verb === "spawn") return String(spawnSync("id").error ?? spawnSync("id").stdout);
  if (verb === "eval") return new Function("return 1")();
  if (verb === "heap") for (;;) all.push(new Array(1000).fill({}));
  if (verb === "buffers") for (;;) all.push(Buffer.alloc(5e6, 1));
  if (verb === "loop") for (;;);
  if (verb === "answer") return "x".repeat(3e6);
  if (verb === "exit") process.exit(3);
  if (verb === "chatter") { console.log("{}"); return 1; }
  if (verb === "nothing") return undefined;
  return job;
});
`;
const LIMITS: Confinement = { what: "The work", seconds: 8, megabytes: 200, answerBytes: 1_000_000 };
const give = (job: unknown, signal = new AbortController().signal, limits = LIMITS) =>
  inConfinedProcess(FILE, job, limits, signal);

beforeAll(() => writeFileSync(FILE, PROGRAM));
afterAll(() => rmSync(FILE));

describe("a confined process", () => {
  test("answers what it was given, holding nothing of ours", async () => {
    process.env["PLANWRIGHT_TEST_SECRET"] = "secret";
    expect(await give({ a: ["é🦭", 1, null] })).toEqual({ a: ["é🦭", 1, null] });
    expect(await give({ verb: "env" })).toEqual({ names: ["NODE_ENV", "TZ"], argv: [] });
    const large = "x".repeat(900_000);
    expect(await give({ large })).toEqual({ large });
  });

  test.each([
    [{ verb: "read", path: "/etc/hostname" }],
    [{ verb: "read", path: path.resolve(".gitignore") }],
    [{ verb: "write", path: path.resolve("lib/made.tmp") }],
    [{ verb: "write", path: "/tmp/made.tmp" }],
    [{ verb: "spawn" }],
    [{ verb: "eval" }],
    [{ verb: "exit" }],
    [{ verb: "chatter" }],
    [{ verb: "nothing" }],
  ])("%j ends it, in our words", async (job) => {
    await expect(give(job)).rejects.toMatchObject({
      name: "ToolError",
      code: "crashed",
      message: "The work ended before it was done.",
    });
  });

  test.each([
    ["heap", "out_of_memory"],
    ["buffers", "out_of_memory"],
    ["answer", "too_large"],
  ])("too much of everything: %s ends as %s", async (verb, code) => {
    await expect(give({ verb })).rejects.toMatchObject({ code, retryable: false });
  });

  test("one that is never done is ended in its time, and one that is stopped at once", async () => {
    await expect(give({ verb: "loop" }, undefined, { ...LIMITS, seconds: 2 })).rejects.toMatchObject({
      code: "too_slow",
      message: "The work was not done after 2 seconds.",
    });
    const stop = new AbortController();
    const ended = give({ verb: "loop" }, stop.signal);
    setTimeout(() => stop.abort(new Error("enough")), 200);
    await expect(ended).rejects.toThrow("enough");
    await expect(give({}, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
  });
});
