import pg from "pg";
import { CONCURRENCY, ENGINES, type Bench, type Figures } from "../bench.ts";
import type { EngineProcess } from "../engine-process.ts";
import { chain, diamonds, stepCount, type BenchGraph } from "../graphs.ts";
import { quantile } from "../rows.ts";
import type { Server } from "../server.ts";

const OUTPUT_BYTES = 8_192;
const WAIT_MS = 200;
const WAITING_STEPS = 20;

const ratio = (value: number) => ({ value, unit: "ratio" });

/** Milliseconds a step, over as many runs one after the other as make a measurement of some length. */
async function timePerStep(engine: EngineProcess, graph: BenchGraph, steps: number): Promise<number> {
  let ms = 0;
  const times = Math.max(1, Math.round(steps / graph.steps.length));
  for (let i = 0; i < times; i++) {
    ms += (await engine.carryOut({ runs: [{ graph, copies: 1 }], calls: false }, CONCURRENCY)).ms;
  }
  return ms / (times * graph.steps.length);
}

/** What a step's time and room do when runs and outputs grow, and how far many runs at once keep to their ideal time. */
export const growth: Bench[] = [
  {
    name: "growth",
    engines: ENGINES.filter((name) => name !== "planwright-2-workers"),
    most: 3,
    round: async ({ engine, server }) => {
      const warm = await engine();
      const short = await timePerStep(warm, chain(100), 300);
      const long = await timePerStep(warm, chain(1_000), 1_000);
      const large = await timePerStep(warm, chain(100, { bytes: OUTPUT_BYTES }), 300);
      return {
        time_per_step_of_1000_over_100: ratio(long / short),
        time_per_step_with_8kB_over_without: ratio(large / short),
        ...(await sizes(warm, server)),
        ...(await concurrentRuns(warm)),
      };
    },
  },
  {
    name: "growth",
    engines: ["planwright", "bare"],
    most: 3,
    round: async ({ engine }) => {
      const warm = await engine();
      const short = await timePerStep(warm, chain(20), 200);
      const long = await timePerStep(warm, chain(2_000), 2_000);
      return { time_per_step_of_2000_over_20: ratio(long / short) };
    },
  },
];

/**
 * Room a step in the database, indexes and all: by how much it grows from one batch of runs to another, with a plain vacuum after
 * each, so that what a batch leaves behind for the next to use is not counted every time.
 */
async function sizes(engine: EngineProcess, server: Server): Promise<Figures> {
  const figures: Figures = {};
  for (const bytes of [0, OUTPUT_BYTES]) {
    const url = await server.newDatabase(`${engine.name}-size`);
    await engine.prepareDatabase(url);
    const graph = diamonds(5);
    const steps = graph.steps.map((step) => ({ ...step, bytes }));
    const work = { runs: [{ graph: { name: `${graph.name}-${bytes}`, steps }, copies: 50 }], calls: false };
    const after: number[] = [];
    for (let batch = 0; batch < 3; batch++) {
      await engine.carryOut(work, CONCURRENCY, url);
      after.push(await sizeOf(url));
    }
    await server.dropDatabase(url);
    const kB = ((after[2] ?? 0) - (after[0] ?? 0)) / 1_024 / (2 * stepCount(work));
    figures[bytes === 0 ? "room_per_step" : "room_per_step_beside_8kB_output"] = {
      value: kB - bytes / 1_024,
      unit: "kB",
    };
  }
  return figures;
}

async function sizeOf(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("vacuum");
  const { rows } = await client.query<{ size: string }>(`
    select sum(pg_total_relation_size(c.oid)) as size
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`);
  await client.end();
  return Number(rows[0]?.size ?? 0);
}

/** Fifty chains of steps that each take their time, all at once. */
async function concurrentRuns(engine: EngineProcess): Promise<Figures> {
  const graph = chain(WAITING_STEPS, { ms: WAIT_MS });
  const took = await engine.carryOut({ runs: [{ graph, copies: 50 }], calls: false }, CONCURRENCY);
  const ideal = WAITING_STEPS * WAIT_MS;
  return {
    fifty_runs_p50_over_ideal: ratio(quantile(took.runs, 0.5) / ideal),
    fifty_runs_p95_over_ideal: ratio(quantile(took.runs, 0.95) / ideal),
  };
}
