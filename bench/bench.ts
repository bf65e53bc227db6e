import type { EngineProcess } from "./engine-process.ts";
import type { Server } from "./server.ts";

/** The figures of one round, by metric. */
export type Figures = Record<string, { value: number; unit: string }>;

/** What a round works with. `engine` is started, and warm, when it is first asked for. */
export type Round = { name: string; engine: () => Promise<EngineProcess>; server: Server };

/** One thing that is measured, on each of its engines in turn. */
export type Bench = {
  name: string;
  /** Which graph, where a bench has several: then there is a row for each, and one of them all. */
  graph?: string;
  engines: readonly string[];
  /** How many rounds at most, for those that take long. */
  most?: number;
  round: (round: Round) => Promise<Figures>;
};

/** How many steps every engine carries out at once, unless a bench is about fewer. */
export const CONCURRENCY = 64;

/** Every engine that carries out graphs. */
export const ENGINES = [
  "planwright",
  "planwright-2-workers",
  "bare",
  "langgraph",
  "langgraph-functional",
  "dbos",
  "graphile-worker",
] as const;
