import { writeSync } from "node:fs";
import { quantile } from "../rows.ts";

/** One figure of a bench in the browser; `p50` and `p95` in a metric's name are over all its rounds. */
export type Figure = { bench: string; metric: string; value: number; unit: string; rounds: number };

/** The median and the 95th percentile of one quantity's rounds. */
export function percentiles(
  bench: string,
  quantity: string,
  unit: string,
  values: readonly number[],
): Figure[] {
  return ([0.5, 0.95] as const).map((share) => ({
    bench,
    metric: `${quantity}_p${share * 100}`,
    value: Number(quantile(values, share).toFixed(1)),
    unit,
    rounds: values.length,
  }));
}

/** Writes a figure to standard output, where nothing else goes. */
export function print(figure: Figure): void {
  writeSync(1, `${JSON.stringify(figure)}\n`);
}
