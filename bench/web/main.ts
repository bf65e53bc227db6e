import { parseArgs } from "node:util";
import { stopSignals } from "../../lib/launch/stop-signal.ts";
import { canvas } from "./canvas.ts";
import { events } from "./events.ts";
import { print, type Figure } from "./figures.ts";
import { firstLoad } from "./first-load.ts";
import { startInstallation, type Installation } from "./installation.ts";
import { largeRun } from "./large-run.ts";
import { planning } from "./planning.ts";

// Standard output is for figures alone, whatever a library or the launcher prints.
process.stdout.write = process.stderr.write.bind(process.stderr);

type Bench = (installation: Installation, rounds: number) => Promise<Figure[]>;

/** Its package is bench's own, which checks of the whole tree do without: a name that is only known when it runs is not followed. */
const LIGHTHOUSE: string = "./lighthouse.ts";

async function scores(...given: Parameters<Bench>): Promise<Figure[]> {
  const lighthouse = (await import(LIGHTHOUSE)) as { scores: Bench };
  return lighthouse.scores(...given);
}

/** What is measured in the browser, by name. */
const BENCHES: Record<string, Bench> = {
  planning,
  "first-load": firstLoad,
  canvas,
  events,
  "large-run": largeRun,
  lighthouse: scores,
};

const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "15" }, only: { type: "string" } },
});
const names = options.only?.split(",") ?? Object.keys(BENCHES);
const { stop } = stopSignals();
const benches = names.map((name) => {
  const bench = BENCHES[name];
  if (!bench) throw new Error(`There is no bench ${name}. There are: ${Object.keys(BENCHES).join(", ")}.`);
  return bench;
});

const installation = await startInstallation(stop);
stop.addEventListener("abort", () => void installation.stop().finally(() => process.exit(1)));
try {
  for (const bench of benches)
    for (const figure of await bench(installation, Number(options.rounds))) print(figure);
} finally {
  await installation.stop();
}
process.exit();
