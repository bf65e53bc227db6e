import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile, type TopLevelSpec } from "vega-lite";
import type { ChartAnswer, ChartJob } from "./chart-io.ts";

const MOST_REMARKS = 10;

/** Refuses whatever a chart would load. A link is answered with none, since the renderer cannot take a refusal. */
const NO_LOADER: vega.Loader = {
  load: refuse,
  http: refuse,
  file: refuse,
  sanitize: () => Promise.resolve({ href: "" }),
};

function refuse(): Promise<never> {
  return Promise.reject(new Error("A chart cannot load anything."));
}

/**
 * Draws a Vega-Lite chart as SVG. It may take any time and memory: it runs in a confined process. Expressions are interpreted, never
 * made into code.
 */
export async function drawChart({ spec }: ChartJob): Promise<ChartAnswer> {
  const remarks: string[] = [];
  const note = (...said: readonly unknown[]) => {
    if (remarks.length < MOST_REMARKS) remarks.push(said.map(String).join(" ").slice(0, 300));
    return logger;
  };
  const logger: vega.LoggerInterface = {
    level: () => vega.Warn,
    error: note,
    warn: note,
    info: () => logger,
    debug: () => logger,
  };
  try {
    const compiled = compile(spec as unknown as TopLevelSpec, { logger });
    const flow = vega.parse(compiled.spec, undefined, { ast: true });
    const view = new vega.View(flow, {
      renderer: "none",
      expr: expressionInterpreter,
      loader: NO_LOADER,
      logger,
    });
    const svg = await view.toSVG();
    view.finalize();
    return { svg, remarks };
  } catch (cause) {
    return { wrong: (cause instanceof Error ? cause.message : String(cause)).slice(0, 500) };
  }
}
