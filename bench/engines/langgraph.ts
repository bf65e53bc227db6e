import { Annotation, END, START, StateGraph, task } from "@langchain/langgraph";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import pg from "pg";
import { timeRuns, workOf, type Engine, type EngineOptions, type Output } from "../engine.ts";
import { openSaver, prepareSaver } from "./langgraph-saver.ts";
import type { BenchGraph, BenchStep, Work } from "../graphs.ts";

type Outputs = Record<string, Output>;
const State = Annotation.Root({
  outputs: Annotation<Outputs>({
    // Into the same object: copying it for each of a thousand writes would be the bench's cost and not LangGraph's.
    reducer: (left, right) => Object.assign(left, right),
    default: () => ({}),
  }),
});

const call = task("call", (step: BenchStep, input: number) => workOf(step, input));

let runs = 0;
let pool = new pg.Pool();
let saver = new PostgresSaver(pool);
let options: EngineOptions = { url: "", concurrency: 1 };

function compile({ steps }: BenchGraph, calls: boolean) {
  const carryOut = calls ? call : workOf;
  // The builder's type grows with each node's name, which are not known here.
  const builder = new StateGraph(State) as unknown as {
    addNode: (id: string, work: (state: { outputs: Outputs }) => Promise<{ outputs: Outputs }>) => void;
    addEdge: (from: string | string[], to: string) => void;
    compile: StateGraph<typeof State>["compile"];
  };
  const last = new Set(steps.map((step) => step.id));
  for (const step of steps) for (const id of step.before) last.delete(id);
  for (const step of steps) {
    builder.addNode(step.id, async ({ outputs }) => {
      const input = outputs[step.before[0] ?? ""]?.value ?? 0;
      return { outputs: { [step.id]: await carryOut(step, input) } };
    });
  }
  for (const { id, before } of steps) {
    builder.addEdge(before.length === 0 ? START : before.length === 1 ? (before[0] ?? START) : before, id);
    if (last.has(id)) builder.addEdge(id, END);
  }
  return builder.compile({ checkpointer: saver });
}

/** LangGraph's StateGraph with its Postgres checkpointer: a node a step, durability "sync". */
export const engine: Engine = {
  prepareDatabase: prepareSaver,
  open: async (given) => {
    options = given;
    ({ pool, saver } = await openSaver(given.url));
  },
  carryOut: (work: Work) => {
    const compiled = work.runs.flatMap(({ graph, copies }) => {
      const app = compile(graph, work.calls);
      return Array.from({ length: copies }, () => ({ app, steps: graph.steps.length }));
    });
    return timeRuns(compiled, async ({ app, steps }) => {
      const thread = `${process.pid}-${Date.now()}-${runs++}`;
      await app.invoke(
        { outputs: {} },
        {
          configurable: { thread_id: thread },
          durability: "sync",
          maxConcurrency: options.concurrency,
          recursionLimit: steps + 10,
        },
      );
    });
  },
  close: () => pool.end(),
};
