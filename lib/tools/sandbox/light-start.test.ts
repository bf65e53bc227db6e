import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { expect, test } from "vitest";

// Each of these is started anew for every page, program, query, chart, document and file, and mostly takes as long to start as to work.
const PROGRAMS = globSync([
  "lib/tools/**/*-{child,thread}.ts",
  "lib/knowledge/reading/reader-{process,watch}.ts",
]);

/** Says of every module that it is loaded. */
const TELL = `import { registerHooks } from "node:module";
import { writeSync } from "node:fs";
registerHooks({ load: (url, context, next) => { writeSync(1, url + "\\n"); return next(url, context); } });`;

test("there are programs to look at", () => {
  expect(PROGRAMS.length).toBeGreaterThanOrEqual(7);
});

test.each(PROGRAMS)("%s starts without the library of schemas, which its own side needs alone", (program) => {
  const tell = `data:text/javascript,${encodeURIComponent(TELL)}`;
  // With no work to do it fails, once all that it begins with is loaded.
  const { stdout } = spawnSync(process.execPath, ["--import", tell, program], {
    input: "",
    encoding: "utf8",
  });
  const loaded = stdout.split("\n");
  expect(loaded.filter((url) => url.endsWith(program))).toHaveLength(1);
  expect(loaded.filter((url) => url.includes("/node_modules/zod/"))).toEqual([]);
  // A package of very many files takes longer to load than the work takes, and most are to be had in one.
  expect(loaded.filter((url) => url.includes("/node_modules/linkedom/")).length).toBeLessThanOrEqual(1);
});
