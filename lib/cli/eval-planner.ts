import { readFile } from "node:fs/promises";
import { modelEnv } from "#lib/config/env.ts";
import { embedBuiltIn } from "#lib/models/built-in-embedder.ts";
import type { PlannerUnderTest } from "#lib/planner/evaluation/planner-under-test.ts";
import { learnPlaybooks } from "#lib/planner/playbooks/meaning.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { builtInUnderTest } from "./built-in-under-test.ts";
import { BUILT_IN, readEvalOptions } from "./eval-options.ts";
import { modelUnderTest } from "./model-under-test.ts";
import { runEvaluation } from "./run-evaluation.ts";

// `npm run eval:planner -- --goals FILE`: standard output is for JSON lines alone.
const words = process.argv.slice(2);
const ground = { tools: toolSpecs(), today: new Date().toISOString().slice(0, 10) };
const read = (path: string) => readFile(path, "utf8");
const tell = (sentence: string) => process.stderr.write(`${sentence}\n`);

const asked = readEvalOptions(words);
const names = new Set<string>("problem" in asked ? [] : asked.planners);
const planners: PlannerUnderTest[] = [];
for (const name of names) {
  if (name === BUILT_IN) {
    // As in a worker that has run for a while.
    await learnPlaybooks(embedBuiltIn);
    planners.push(builtInUnderTest(ground, embedBuiltIn));
    continue;
  }
  const found = await modelUnderTest(name, modelEnv(), ground, read);
  if ("problem" in found) tell(found.problem);
  else planners.push(found);
}
process.exitCode = await runEvaluation(words, {
  readFile: read,
  planners,
  out: (line) => process.stdout.write(`${line}\n`),
  tell,
});
// The embedder's thread would otherwise end on its own some moments later.
process.exit();
