import { DBOS } from "@dbos-inc/dbos-sdk";
import { flow, timeRuns, workOf, type Engine, type EngineOptions } from "../engine.ts";
import type { BenchGraph, Work } from "../graphs.ts";

const POOL = 20;

let options: EngineOptions = { url: "", concurrency: 1 };
const silent = { info: () => {}, debug: () => {}, warn: console.error, error: console.error };

// A DBOS workflow is code, so the graph is not an argument that would be stored with every run.
const graphs = new Map<string, { graph: BenchGraph; calls: boolean }>();

const run = DBOS.registerWorkflow(
  async (name: string) => {
    const known = graphs.get(name);
    if (!known) throw new Error(`There is no graph ${name}.`);
    await flow(known.graph.steps, options.concurrency, async (step, input) => {
      // What makes a call's key durable before the call, so that a repeat has the same.
      if (known.calls)
        await DBOS.runStep(() => Promise.resolve(`key of ${step.id}`), { name: `key ${step.id}` });
      return DBOS.runStep(() => workOf(step, input), { name: step.id });
    });
  },
  { name: "run" },
);

/** DBOS: a workflow a run, a step a step. */
export const engine: Engine = {
  prepareDatabase: () => Promise.resolve(),
  open: async (given) => {
    options = given;
    DBOS.setConfig({
      name: "bench",
      applicationVersion: "1",
      systemDatabaseUrl: given.url,
      systemDatabasePoolSize: POOL,
      logger: silent,
    });
    await DBOS.launch();
  },
  carryOut: (work: Work) => {
    const names = work.runs.flatMap(({ graph, copies }) => {
      const name = `${graph.name} ${work.calls ? "with calls" : "without"}`;
      graphs.set(name, { graph, calls: work.calls });
      return Array.from({ length: copies }, () => name);
    });
    return timeRuns(names, async (name) => {
      const handle = await DBOS.startWorkflow(run)(name);
      await handle.getResult();
    });
  },
  close: () => DBOS.shutdown(),
};
