import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { browserParts } from "#lib/launch/browser-parts.ts";
import { projectRoot } from "#lib/launch/data-directory.ts";

/** A folder with files of these sizes. */
function folderOf(files: Record<string, number>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "planwright-parts-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, size] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), "x".repeat(size));
  }
  return folder;
}

test("parts have about as much written in them as each other, and nothing but specs", () => {
  const folder = folderOf({
    "a.spec.ts": 50,
    "b.spec.ts": 10,
    "c.spec.ts": 30,
    "d/e.spec.ts": 12,
    "first.setup.ts": 900,
    "support.ts": 900,
  });
  expect(browserParts(folder, 2)).toEqual([["a.spec.ts"], ["b.spec.ts", "c.spec.ts", "d/e.spec.ts"]]);
  expect(browserParts(folder, 1)).toEqual([["a.spec.ts", "b.spec.ts", "c.spec.ts", "d/e.spec.ts"]]);
});

test("every spec of ours is in one part, and no part is empty", () => {
  const folder = path.join(projectRoot, "e2e");
  const parts = browserParts(folder, 2);
  const all = readdirSync(folder).filter((name) => name.endsWith(".spec.ts"));
  expect(parts.flat().toSorted()).toEqual(all.toSorted());
  expect(Math.min(...parts.map((names) => names.length))).toBeGreaterThan(0);
});
