import { CONCURRENCY, ENGINES, type Bench, type Figures } from "../bench.ts";
import { branches, layered, type BenchGraph } from "../graphs.ts";
import { readGraphs } from "../wfformat.ts";
import { criticalPath, listSchedule } from "../schedule.ts";

const ratio = (value: number) => ({ value, unit: "ratio" });

/** What real graphs are scaled to: long enough that a millisecond here and there is not what is measured. */
const CRITICAL_PATH_MS = 3_000;
const SLOTS = 20;
const MOST_STEPS = 1_000;
const SEEDS = [1, 2];

/** An uneven graph of 60 steps in six layers, in which no step has to wait for its neighbours. */
export const barrier: Bench = {
  name: "barrier-60",
  engines: ENGINES,
  round: async ({ engine }) => {
    const graph = layered({ seed: 60, layers: 6, width: 10, ms: [50, 800] });
    const took = await (await engine()).carryOut({ runs: [{ graph, copies: 1 }], calls: false }, CONCURRENCY);
    return { makespan_over_critical_path: ratio(took.ms / criticalPath(graph)) };
  },
};

/** Makespans of uneven graphs, where slots are plenty and where they are few. */
export function graphBenches(folder: string | undefined): Bench[] {
  const random = SEEDS.flatMap((seed) => [
    layered({ seed, layers: 12, width: 30, ms: [20, 600] }),
    branches({ seed, count: 60, ms: [20, 2_000] }),
  ]);
  const real = folder === undefined ? [] : readGraphs(folder, MOST_STEPS, CRITICAL_PATH_MS);
  return [...random, ...real].map((graph) => ({
    name: "graphs",
    graph: graph.name,
    engines: ENGINES.filter((name) => name !== "planwright-2-workers"),
    most: 2,
    round: async ({ name, engine }) => {
      const warm = await engine();
      return bothSchedules(graph, name, (slots) =>
        warm.carryOut({ runs: [{ graph, copies: 1 }], calls: false }, slots),
      );
    },
  }));
}

async function bothSchedules(
  graph: BenchGraph,
  name: string,
  carryOut: (slots: number) => Promise<{ ms: number }>,
): Promise<Figures> {
  const free = await carryOut(Math.max(CONCURRENCY, graph.steps.length));
  const figures: Figures = { makespan_over_critical_path: ratio(free.ms / criticalPath(graph)) };
  const best = listSchedule(graph, SLOTS, "critical-path-first");
  const firstCome = listSchedule(graph, SLOTS, "first-come");
  // Where twenty slots are enough whatever the order, it would be the same measurement again.
  if (firstCome <= criticalPath(graph) * 1.02) return figures;
  const few = await carryOut(SLOTS);
  figures["makespan_over_list_schedule_at_20"] = ratio(few.ms / best);
  // Computed, not measured, and so the same for every engine.
  if (name === "planwright") {
    figures["first_come_over_list_schedule_at_20"] = ratio(firstCome / best);
  }
  return figures;
}
