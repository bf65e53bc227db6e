import { entrypoint, task } from "@langchain/langgraph";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import pg from "pg";
import { flow, timeRuns, workOf, type Engine, type EngineOptions } from "../engine.ts";
import { openSaver, prepareSaver } from "./langgraph-saver.ts";
import type { BenchGraph, BenchStep, Work } from "../graphs.ts";

let runs = 0;
let pool = new pg.Pool();
let saver = new PostgresSaver(pool);
let options: EngineOptions = { url: "", concurrency: 1 };

const carryOut = task("step", (step: BenchStep, input: number) => workOf(step, input));
/** What makes a call's key durable before the call, so that a repeat has the same. */
const key = task("key", (step: BenchStep) => Promise.resolve(`key of ${step.id}`));

function workflow(graph: BenchGraph, calls: boolean) {
  return entrypoint({ name: "run", checkpointer: saver }, async (_input: string) => {
    await flow(graph.steps, options.concurrency, async (step, input) => {
      if (calls) await key(step);
      return carryOut(step, input);
    });
    return "done";
  });
}

/** LangGraph's functional API with its Postgres checkpointer: a task a step, each started when those before it are done. */
export const engine: Engine = {
  prepareDatabase: prepareSaver,
  open: async (given) => {
    options = given;
    ({ pool, saver } = await openSaver(given.url));
  },
  carryOut: (work: Work) => {
    const all = work.runs.flatMap(({ graph, copies }) => {
      const app = workflow(graph, work.calls);
      return Array.from({ length: copies }, () => app);
    });
    return timeRuns(all, async (app) => {
      const thread = `${process.pid}-${Date.now()}-${runs++}`;
      await app.invoke("go", { configurable: { thread_id: thread }, durability: "sync" });
    });
  },
  close: () => pool.end(),
};
