import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { fingerprint, makeWhenStale } from "#lib/launch/fingerprint.ts";

const root = mkdtempSync(path.join(os.tmpdir(), "planwright-fingerprint-"));
afterAll(() => rmSync(root, { recursive: true }));
mkdirSync(path.join(root, "app/deep"), { recursive: true });
writeFileSync(path.join(root, "app/deep/page.ts"), "a");

test("changes with content, names and new files, and not with what is left out", () => {
  const take = () => fingerprint(root, ["app", "missing.json"], (name) => name.endsWith(".test.ts"));
  const first = take();
  expect(take()).toBe(first);
  writeFileSync(path.join(root, "app/page.test.ts"), "left out");
  expect(take()).toBe(first);
  writeFileSync(path.join(root, "app/deep/page.ts"), "b");
  const second = take();
  expect(second).not.toBe(first);
  writeFileSync(path.join(root, "missing.json"), "{}");
  expect(take()).not.toBe(second);
});

test("makes what is stale or gone, once, and not again after a failure that left no mark", async () => {
  const thing = { stamp: path.join(root, "cache/stamp"), present: path.join(root, "made"), wanted: "v1" };
  let made = 0;
  const make = async () => {
    made += 1;
    writeFileSync(thing.present, "");
  };
  await expect(makeWhenStale(thing, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await makeWhenStale(thing, make)).toBe(true);
  expect(await makeWhenStale(thing, make)).toBe(false);
  expect(await makeWhenStale({ ...thing, wanted: "v2" }, make)).toBe(true);
  rmSync(thing.present);
  expect(await makeWhenStale({ ...thing, wanted: "v2" }, make)).toBe(true);
  expect(made).toBe(3);
});
