import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { projectRoot } from "#lib/launch/data-directory.ts";
import { say } from "#lib/launch/progress.ts";
import { runCommand, type CommandResult } from "#lib/launch/run-command.ts";
import type { Count } from "#lib/launch/test-reports.ts";

type Check = { name: string; run: (stop: AbortSignal) => Promise<CommandResult> };

const bin = (name: string, ...args: string[]) => tool([path.join("node_modules/.bin", name), ...args]);

function tool(args: readonly string[]): Check["run"] {
  return (stop) => runCommand([process.execPath, ...args], { cwd: projectRoot, stop });
}

/** What a change must pass before any test runs; each counts as one test. */
const checks: readonly Check[] = [
  {
    name: "format",
    run: bin("prettier", "--check", "--log-level=warn", "--cache", "--cache-location=.cache/prettier", "."),
  },
  { name: "lint", run: bin("oxlint", "--type-aware", "--deny-warnings", ".") },
  { name: "types", run: checkTypes },
  { name: "import rules", run: checkImports },
  { name: "unused code", run: bin("knip", "--config", "lib/launch/checks/knip.json", "--no-progress") },
];

/** Runs the checks, two at a time, and prints what each has to complain of. */
export async function verify(stop: AbortSignal): Promise<Count> {
  const count: Count = { passed: 0, failed: 0 };
  const waiting = [...checks];
  const work = async () => {
    for (let check = waiting.shift(); check && !stop.aborted; check = waiting.shift()) {
      const begun = performance.now();
      const { code, output } = await check.run(stop);
      say(`${code === 0 ? "✓" : "✗"} ${check.name} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
      if (code !== 0) say(output.trim().replace(/^/gm, "    "));
      count[code === 0 ? "passed" : "failed"] += 1;
    }
  };
  await Promise.all([work(), work()]);
  return count;
}

/** Next writes the types of routes that our files use; then the whole tree is checked, tests included. */
async function checkTypes(stop: AbortSignal): Promise<CommandResult> {
  const routes = await bin("next", "typegen")(stop);
  return routes.code === 0 ? bin("tsc", "--noEmit")(stop) : routes;
}

const Cruise = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    totalDependenciesCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/**
 * Holds docs/architecture.md's import table. With a compiler it does not know, dependency-cruiser reads no module and reports
 * success, so that it read them all is checked as well; and a room the table does not have is a violation.
 */
async function checkImports(stop: AbortSignal): Promise<CommandResult> {
  const folders = ["app", "components", "lib"].filter((name) => existsSync(path.join(projectRoot, name)));
  const config = "lib/launch/checks/import-rules.mjs";
  const done = await bin(
    "depcruise",
    "--config",
    config,
    "--output-type",
    "json",
    ...folders,
    "proxy.ts",
  )(stop);
  const read = Cruise.safeParse(parseJson(done.output));
  if (!read.success) return { code: 1, output: done.output };
  const { modules, summary } = read.data;
  const faults = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
  // Generated code is not in git and answers to nobody's rules.
  const sources = folders
    .flatMap((name) => listSources(name))
    .filter((file) => !file.startsWith("lib/db/generated/"));
  const seen = new Set(modules.map((module) => module.source));
  faults.push(...sources.filter((file) => !seen.has(file)).map((file) => `not read: ${file}`));
  if (sources.length === 0 || summary.totalDependenciesCruised === 0)
    faults.push("no import was read at all");
  const { mayImport } = await import("#lib/launch/checks/import-rules.mjs");
  const rooms = readdirSync(path.join(projectRoot, "lib")).map((name) => `lib/${name}`);
  faults.push(
    ...rooms.filter((room) => !(room in mayImport)).map((room) => `not in the import table: ${room}`),
  );
  return { code: faults.length === 0 ? 0 : 1, output: faults.join("\n") };
}

function listSources(folder: string): string[] {
  return readdirSync(path.join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(projectRoot, path.join(entry.parentPath, entry.name)));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
