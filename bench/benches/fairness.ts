import { setTimeout as pause } from "node:timers/promises";
import { createDb, type Database } from "../../lib/db/client.ts";
import { migrate } from "../../lib/db/migrate.ts";
import { CONCURRENCY, type Bench } from "../bench.ts";
import { chain, graphOf } from "../graphs.ts";
import { newWorkspace, sealPlan, startRun } from "../planwright/plans.ts";
import { startPrograms } from "../planwright/programs.ts";
import { quantile } from "../rows.ts";

const FLOOD_RUNS = 10;
const FLOOD_STEPS = 1_000;
const FLOOD_MS = 200;
const PROBES = 60;
const PAUSE_MS = 200;

const flood = graphOf(
  "flood",
  Array.from({ length: FLOOD_STEPS }, (_, i) => ({ id: `s${i}`, before: [], ms: FLOOD_MS })),
);

/** How long the first step of a workspace waits while another's ten thousand steps are ready. */
export const fairness: Bench = {
  name: "fairness",
  engines: ["planwright"],
  most: 3,
  round: async ({ server }) => {
    const url = await server.newDatabase("fairness");
    await migrate(url);
    const database = createDb(url, 10);
    const stopWorker = await startPrograms(url, CONCURRENCY, 1);
    const delays = await delaysUnderFlood(database);
    await stopWorker();
    await database.close();
    await server.dropDatabase(url);
    return {
      first_step_delay_p50: { value: quantile(delays, 0.5), unit: "ms" },
      first_step_delay_p99: { value: quantile(delays, 0.99), unit: "ms" },
    };
  },
};

async function delaysUnderFlood(database: Database): Promise<number[]> {
  const busy = await sealPlan(database, await newWorkspace(database), flood, false);
  for (let i = 0; i < FLOOD_RUNS; i++) await startRun(database, busy);
  const probe = await sealPlan(database, await newWorkspace(database), chain(1), false);
  const runIds = [];
  for (let i = 0; i < PROBES; i++) {
    runIds.push(await startRun(database, probe));
    await pause(PAUSE_MS);
  }
  const delays = await Promise.all(runIds.map((runId) => delayOf(database, runId)));
  const { rows } = await database.pool.query<{ left: string }>(
    "select count(*) as left from step_runs where workspace_id = $1 and status = 'ready'",
    [busy.workspaceId],
  );
  if (Number(rows[0]?.left) === 0) throw new Error("The busy workspace was not busy to the end.");
  return delays;
}

/** From the run's creation to the start of its step, by the database's clock. */
async function delayOf(database: Database, runId: string): Promise<number> {
  for (;;) {
    const { rows } = await database.pool.query<{ delay: number | null }>(
      `select extract(epoch from s.started_at - r.created_at)::float8 * 1000 as delay
       from runs r join step_runs s on s.workspace_id = r.workspace_id and s.run_id = r.id where r.id = $1`,
      [runId],
    );
    const delay = rows[0]?.delay ?? null;
    if (delay !== null) return delay;
    await pause(50);
  }
}
