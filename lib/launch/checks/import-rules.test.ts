import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { projectRoot } from "#lib/launch/data-directory.ts";

// A small tree with one import each that the table forbids or allows: it shows that the rules bite.
const tree = mkdtempSync(path.join(os.tmpdir(), "planwright-rules-"));
afterAll(() => rmSync(tree, { recursive: true }));

function write(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
  writeFileSync(path.join(tree, file), content);
}

function violations(): string[] {
  const config = path.join(projectRoot, "lib/launch/checks/import-rules.mjs");
  const program = path.join(projectRoot, "node_modules/.bin/depcruise");
  const args = [program, "--config", config, "--output-type", "json", "app", "components", "lib"];
  const done = spawnSync(process.execPath, args, { cwd: tree, encoding: "utf8" });
  const { summary } = JSON.parse(done.stdout) as {
    summary: { violations: Array<{ from: string; rule: { name: string } }> };
  };
  return summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`).toSorted();
}

test("forbidden imports are found, through the alias too, and allowed ones are let be", () => {
  write(
    "package.json",
    JSON.stringify({ type: "module", imports: { "#lib/*": "./lib/*" }, dependencies: { zod: "4", pg: "8" } }),
  );
  write(
    "tsconfig.json",
    JSON.stringify({ compilerOptions: { module: "ESNext", moduleResolution: "bundler", noEmit: true } }),
  );
  for (const name of ["zod", "pg"]) {
    write(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: "1.0.0", type: "module", exports: "./index.js" }),
    );
    write(`node_modules/${name}/index.js`, "export const z = 1;\nexport default z;\n");
  }
  write("lib/domain/plan.ts", 'import { z } from "zod";\nexport const Plan = z.string();\n');
  write("lib/domain/leaky.ts", 'import pg from "pg";\nexport const pool = pg;\n');
  write("lib/db/client.ts", 'export { Plan } from "#lib/domain/plan.ts";\n');
  write("lib/engine/impure.ts", 'import { Plan } from "#lib/db/client.ts";\nexport const x = Plan;\n');
  write("lib/services/verb.ts", 'export { Plan as Verb } from "#lib/db/client.ts";\n');
  write("lib/services/verb.test.ts", 'import { helper } from "#lib/testing/helper.ts";\nhelper();\n');
  write("lib/testing/helper.ts", 'export { Plan as helper } from "#lib/db/client.ts";\n');
  write("lib/tools/tool.ts", 'export { helper } from "#lib/testing/helper.ts";\n');
  write("components/ui/button.ts", 'export { Verb } from "#lib/services/verb.ts";\n');
  write("components/home/home.ts", 'export { Verb } from "../ui/button.ts";\n');
  write(
    "app/page.ts",
    'export { Verb } from "../components/home/home.ts";\nexport { Plan } from "#lib/db/client.ts";\n',
  );
  write("lib/jobs/upwards.ts", 'export { Verb } from "../../app/page.ts";\n');
  write("lib/config/lost.ts", 'export { nothing } from "./nowhere.ts";\n');
  expect(violations()).toEqual([
    "app/page.ts: app imports only what the table allows",
    "components/ui/button.ts: components/ui imports only what the table allows",
    "lib/config/lost.ts: every import is found",
    "lib/domain/leaky.ts: lib/domain is pure",
    "lib/engine/impure.ts: lib/engine imports only what the table allows",
    "lib/jobs/upwards.ts: lib/jobs imports only what the table allows",
    "lib/jobs/upwards.ts: nobody imports app, worker or launch",
    "lib/tools/tool.ts: lib/tools imports only what the table allows",
    "lib/tools/tool.ts: only tests import testing",
  ]);
});
