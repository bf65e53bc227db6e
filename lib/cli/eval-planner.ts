import { readFile } from "node:fs/promises";
import { toolSpecs } from "#lib/tools/registry.ts";
import { builtInUnderTest } from "./built-in-under-test.ts";
import { runEvaluation } from "./run-evaluation.ts";

// `npm run eval:planner -- --goals FILE`: standard output is for JSON lines alone.
const today = new Date().toISOString().slice(0, 10);
process.exitCode = await runEvaluation(process.argv.slice(2), {
  readFile: (path) => readFile(path, "utf8"),
  planners: [builtInUnderTest(toolSpecs(), today)],
  out: (line) => process.stdout.write(`${line}\n`),
  tell: (sentence) => process.stderr.write(`${sentence}\n`),
});
