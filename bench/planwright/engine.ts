import { createDb, type Database } from "../../lib/db/client.ts";
import { migrate } from "../../lib/db/migrate.ts";
import { limiter, timeRuns, type Engine } from "../engine.ts";
import type { Work } from "../graphs.ts";
import { newWorkspace, sealPlan, startRun } from "./plans.ts";
import { startPrograms } from "./programs.ts";
import { Watch } from "./watch.ts";
import { startWorker } from "./worker.ts";

/** As many as the web process has connections for; the rest of its requests wait. */
const STARTS_AT_ONCE = 10;

type Open = { database: Database; watch: Watch; stopWorkers: () => Promise<void> };

/**
 * Planwright as it is shipped: ledger, attempts, tool calls, events and announcements.
 * @param programs how many worker programs share the concurrency; none: the worker runs in this process
 */
export function planwright(programs: number): Engine {
  let open: Open | undefined;
  return {
    prepareDatabase: async (url) => {
      await migrate(url);
    },
    open: async (options) => {
      const database = createDb(options.url, 10);
      await database.pool.query("select 1");
      const stopWorkers =
        programs === 0
          ? await startWorker(options.url, options.concurrency)
          : await startPrograms(options.url, options.concurrency, programs);
      open = { database, watch: new Watch(database, programs > 0), stopWorkers };
    },
    carryOut: async (work: Work) => {
      if (!open) throw new Error("The engine is not open.");
      const { database, watch } = open;
      const workspaceId = await newWorkspace(database);
      const plans = [];
      for (const { graph, copies } of work.runs) {
        const plan = await sealPlan(database, workspaceId, graph, work.calls);
        plans.push(...Array.from({ length: copies }, () => plan));
      }
      const starting = limiter(STARTS_AT_ONCE);
      return timeRuns(plans, async (plan) => {
        const runId = await starting(() => startRun(database, plan));
        await watch.untilOver(runId, plan.graph.steps.length);
      });
    },
    close: async () => {
      open?.watch.close();
      await open?.stopWorkers();
      await open?.database.close();
      open = undefined;
    },
  };
}
