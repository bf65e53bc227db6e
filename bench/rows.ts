import { writeSync } from "node:fs";

/** One figure of one engine: the median of its rounds, and the least and the most. */
export type Row = {
  bench: string;
  engine: string;
  metric: string;
  value: number;
  unit: string;
  rounds: number;
  min: number;
  max: number;
};

/** The value below which a share of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (!Number.isInteger(middle)) return sorted[Math.floor(middle)] ?? Number.NaN;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** The rounds of one figure as a row. */
export function rowOf(
  what: Pick<Row, "bench" | "engine" | "metric" | "unit">,
  values: readonly number[],
): Row {
  const { bench, engine, metric, unit } = what;
  return {
    bench,
    engine,
    metric,
    value: rounded(median(values)),
    unit,
    rounds: values.length,
    min: rounded(Math.min(...values)),
    max: rounded(Math.max(...values)),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** Writes a row to standard output, where nothing else goes. */
export function print(row: Row): void {
  writeSync(1, `${JSON.stringify(row)}\n`);
}

/** Says on standard error what is being done. */
export function progress(text: string): void {
  writeSync(2, `${text}\n`);
}
