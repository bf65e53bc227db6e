import { serveOnce } from "../sandbox/child.ts";
import type { ChartJob } from "./chart-io.ts";
import { drawChart } from "./draw-chart.ts";

/** The program of the process that a chart is drawn in. */
await serveOnce((job) => drawChart(job as ChartJob));
