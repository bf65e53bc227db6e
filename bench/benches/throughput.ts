import { CONCURRENCY, ENGINES, type Bench, type Figures } from "../bench.ts";
import { chain, diamonds, independent, stepCount, type Work } from "../graphs.ts";

/** Does the work once with local steps and once with a recorded call each. */
function bench(name: string, runs: Work["runs"], figure: (ms: number, steps: number) => Figures): Bench {
  return {
    name,
    engines: ENGINES,
    round: async ({ engine }) => {
      const figures: Figures = {};
      for (const calls of [false, true]) {
        const work = { runs, calls };
        const took = await (await engine()).carryOut(work, CONCURRENCY);
        for (const [metric, value] of Object.entries(figure(took.ms, stepCount(work)))) {
          figures[calls ? `${metric}_with_call` : metric] = value;
        }
      }
      return figures;
    },
  };
}

const perSecond = (ms: number, steps: number): Figures => ({
  steps_per_second: { value: (steps * 1_000) / ms, unit: "steps/s" },
});
const perStep = (ms: number, steps: number): Figures => ({
  time_per_step: { value: ms / steps, unit: "ms" },
});

/** How fast steps go that take no time themselves. */
export const throughput: Bench[] = [
  bench("chain-100", [{ graph: chain(100), copies: 1 }], perStep),
  bench("diamonds-100x20", [{ graph: diamonds(5), copies: 100 }], perSecond),
  bench("independent-1000", [{ graph: independent(1_000), copies: 1 }], perSecond),
];
