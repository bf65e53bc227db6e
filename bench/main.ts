import { parseArgs } from "node:util";
import { stopSignals } from "../lib/launch/stop-signal.ts";
import { CONCURRENCY, ENGINES, type Bench, type Figures } from "./bench.ts";
import { eventLatency } from "./benches/event-latency.ts";
import { fairness } from "./benches/fairness.ts";
import { growth } from "./benches/growth.ts";
import { barrier, graphBenches } from "./benches/makespan.ts";
import { throughput } from "./benches/throughput.ts";
import { EngineProcess } from "./engine-process.ts";
import { chain, diamonds } from "./graphs.ts";
import { print, progress, rowOf, type Row } from "./rows.ts";
import { startServer, type Server } from "./server.ts";

// Standard output is for figures alone, whatever a library or the launcher prints.
process.stdout.write = process.stderr.write.bind(process.stderr);

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    graphs: { type: "string" },
    only: { type: "string" },
    engines: { type: "string", default: ENGINES.join(",") },
    profile: { type: "string" },
  },
});
const rounds = Number(options.rounds);
const chosenEngines = new Set(options.engines.split(","));
const benches = chooseBenches(options.only?.split(","));

const { stop } = stopSignals();
const server = await startServer();
const engines = new Map<string, EngineProcess>();
try {
  const rows: Row[] = [];
  for (const bench of benches) rows.push(...(await runBench(bench, server)));
  for (const row of overAllGraphs(rows)) print(row);
} finally {
  await Promise.all([...engines.values()].map((engine) => engine.end()));
  await server.stop();
}
process.exit();

function chooseBenches(names: readonly string[] | undefined): Bench[] {
  const all = [...throughput, barrier, ...graphBenches(options.graphs), eventLatency, ...growth, fairness];
  const unknown = names?.find((name) => all.every((bench) => bench.name !== name));
  if (unknown !== undefined) throw new Error(`There is no bench ${unknown}.`);
  return all.filter(({ name }) => names?.includes(name) ?? true);
}

/** Round by round, each engine in turn, so that whatever else the machine does falls on all alike. */
async function runBench(bench: Bench, server: Server): Promise<Row[]> {
  const names = bench.engines.filter((name) => chosenEngines.has(name));
  const measured = new Map<string, Figures[]>(names.map((name) => [name, []]));
  const title = bench.graph ? `${bench.name} ${bench.graph}` : bench.name;
  const count = Math.min(rounds, bench.most ?? rounds);
  for (let round = 0; round < count; round++) {
    const turn = round % Math.max(1, names.length);
    for (const name of [...names.slice(turn), ...names.slice(0, turn)]) {
      stop.throwIfAborted();
      await server.checkpoint();
      const begun = performance.now();
      const said = () =>
        `${title}, round ${round + 1} of ${count}: ${name} ${((performance.now() - begun) / 1_000).toFixed(1)} s`;
      try {
        measured.get(name)?.push(await bench.round({ name, engine: () => engineOf(name, server), server }));
        progress(said());
      } catch (cause) {
        progress(
          `${said()}, failed: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`,
        );
        process.exitCode = 1;
      }
    }
  }
  const rows = [...measured].flatMap(([engine, figures]) =>
    Object.entries(figures[0] ?? {}).map(([metric, { unit }]) => {
      const about = {
        bench: bench.name,
        engine,
        metric: bench.graph ? `${metric} ${bench.graph}` : metric,
        unit,
      };
      return rowOf(
        about,
        figures.flatMap((each) => each[metric]?.value ?? []),
      );
    }),
  );
  for (const row of rows) print(row);
  return rows;
}

/** Of figures that each graph has, the median graph's, and the least and the most. */
function overAllGraphs(rows: readonly Row[]): Row[] {
  const groups = Map.groupBy(
    rows.filter(({ metric }) => metric.includes(" ")),
    ({ bench, engine, metric }) => `${bench} ${engine} ${metric.split(" ")[0]}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { bench, engine, unit } = first;
    const metric = first.metric.split(" ")[0] ?? first.metric;
    const values = group.map(({ value }) => value);
    return [{ ...rowOf({ bench, engine, metric, unit }, values), rounds: first.rounds }];
  });
}

/** Starts an engine when it is first needed, and lets it warm up. */
async function engineOf(name: string, server: Server): Promise<EngineProcess> {
  const running = engines.get(name);
  if (running) return running;
  progress(`Starting ${name}`);
  const profiled = options.profile === name ? ["--cpu-prof", "--cpu-prof-dir=.cache/bench-profile"] : [];
  const engine = await EngineProcess.start(name, await server.newDatabase(name), profiled);
  engines.set(name, engine);
  for (const calls of [false, true]) {
    const runs = [
      { graph: chain(30), copies: 1 },
      { graph: diamonds(5), copies: 20 },
    ];
    await engine.carryOut({ runs, calls }, CONCURRENCY);
  }
  return engine;
}
