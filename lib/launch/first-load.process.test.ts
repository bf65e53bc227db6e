import { readFileSync } from "node:fs";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { z } from "zod";
import { projectRoot } from "#lib/launch/data-directory.ts";

// What the production build tells a browser to load with a page, counted as it is sent. `npm run bench:web -- --only first-load`
// measures the same in a browser.
const build = path.join(projectRoot, ".next");
const Build = z.object({ rootMainFiles: z.array(z.string()).min(1) });
const Manifest = z.object({ entryJSFiles: z.record(z.string(), z.array(z.string())) });

/** The scripts of a page: Next's own, and those of the page and of what is drawn around it. */
function scriptsOf(page: string): string[] {
  const { rootMainFiles } = Build.parse(
    JSON.parse(readFileSync(path.join(build, "build-manifest.json"), "utf8")),
  );
  const manifests: Record<string, unknown> = {};
  const file = path.join(build, "server/app", `${page}_client-reference-manifest.js`);
  runInNewContext(readFileSync(file, "utf8"), { globalThis: { __RSC_MANIFEST: manifests } });
  const entries = Manifest.parse(Object.values(manifests)[0]).entryJSFiles;
  expect(Object.keys(entries).some((entry) => entry.endsWith(`/app/${page}`))).toBe(true);
  return [...new Set([...rootMainFiles, ...Object.values(entries).flat()])];
}

test.each([
  ["the goal page", "page", 170_000],
  ["the editor", "plans/[planId]/page", 260_000],
])("the first load of %s keeps within its limit", (_, page, limit) => {
  const scripts = scriptsOf(page).map((name) => {
    return { name, bytes: gzipSync(readFileSync(path.join(build, name))).byteLength };
  });
  const sum = scripts.reduce((total, { bytes }) => total + bytes, 0);
  const told = scripts.toSorted((a, b) => b.bytes - a.bytes).map(({ name, bytes }) => `${bytes} ${name}`);
  expect(sum, `It is ${sum} bytes, gzip:\n${told.join("\n")}`).toBeLessThanOrEqual(limit);
});
