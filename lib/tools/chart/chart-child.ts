import { serveOnce } from "../sandbox/child.ts";
import { ChartJob } from "./chart-io.ts";
import { drawChart } from "./draw-chart.ts";

/** The program of the process that a chart is drawn in. */
await serveOnce((job) => drawChart(ChartJob.parse(job)));
