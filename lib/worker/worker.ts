import { WorkspacePolicies } from "./workspace-policies.ts";
import { WorkspaceSecrets } from "./workspace-secrets.ts";
import { setTimeout as pause } from "node:timers/promises";
import type { TaskList } from "graphile-worker";
import type { Logger } from "#lib/config/logger.ts";
import { createDb, type Database } from "#lib/db/client.ts";
import { announced } from "#lib/events/announce.ts";
import { listen } from "#lib/events/listener.ts";
import type { JobDeps } from "#lib/jobs/job.ts";
import { reap } from "#lib/ledger/reap.ts";
import { preparePgvector } from "#lib/knowledge/meaning/pgvector.ts";
import { settleSpend } from "#lib/ledger/hold-spend.ts";
import { remindOfApprovals, sweepApprovals } from "#lib/ledger/sweep-approvals.ts";
import { sweepCapped } from "#lib/ledger/sweep-capped.ts";
import { followParents } from "#lib/ledger/follow-parents.ts";
import { sweepOrphans } from "#lib/ledger/sweep-orphans.ts";
import { sweepParked } from "#lib/ledger/sweep-parked.ts";
import { sweepStalled } from "#lib/ledger/sweep-stalled.ts";
import { sweepSlow } from "#lib/ledger/sweep-slow.ts";
import { beginDueReadings } from "#lib/services/mcp/begin-reading.ts";
import { openUnaskedReplan } from "#lib/services/runs/open-replan.ts";
import { settleRuns } from "#lib/ledger/settle-runs.ts";
import type { Tool } from "#lib/tools/contract.ts";
import { spendRules } from "./attempt-spend.ts";
import type { ConnectMeans } from "#lib/tools/http/guarded-connector.ts";
import { McpProcesses } from "#lib/tools/mcp/processes.ts";
import { troubleOf } from "./database-errors.ts";
import { freeJobs } from "./free-jobs.ts";
import { giveUpJobs } from "./give-up-jobs.ts";
import { openIdentity, type Identity } from "./identity.ts";
import { startJobRunners } from "./job-runners.ts";
import { signInsOf } from "./mcp-reading.ts";
import { offerUndos } from "./offer-undos.ts";
import { repeat } from "./repeat.ts";
import { StepLoop } from "./step-loop.ts";
import { ledgerOf, type WorkerLedger } from "./worker-ledger.ts";
import { WorkspaceTools } from "./workspace-tools.ts";

/** What a worker program works with. */
export type WorkerOptions = {
  connectionString: string;
  concurrency: number;
  /** How many background jobs at the same time. */
  jobs: number;
  tools: ReadonlyMap<string, Tool>;
  /** Hash of each tool's definition. */
  toolVersions: ReadonlyMap<string, string>;
  /** The MCP servers that it may start; none when left out. */
  processes?: McpProcesses;
  tasks: (deps: JobDeps) => TaskList;
  log: Logger;
  /** Ends the worker: what runs may end, then it stops. */
  signal: AbortSignal;
  leaseSeconds?: number;
  pollMs?: number;
  reapMs?: number;
  /** How long what runs may take to end when the worker is told to stop; then it is stopped and given back. */
  drainMs?: number;
  /** Connections for steps and jobs together. Besides them a worker has 2 for itself (identity, listener) and up to 2 a job + 1. */
  poolSize?: number;
  /** Puts something between the worker and its ledger. */
  ledger?: (ledger: WorkerLedger) => WorkerLedger;
  /** How tools' requests are dialled; only tests have others than the system's. */
  connect?: Partial<ConnectMeans>;
};

/** However many steps it carries out: their ends are recorded together, and their tools seldom wait for the database. */
const POOL_SIZE = 5;
/** A worker tries again what the database gave up, so it need not be given long: meanwhile a run may stand still. */
const ABANDONED_MS = 2_000;
const LONGEST_PAUSE_MS = 5_000;
const DRAIN_MS = 30_000;
const GIVE_UP_MS = 5_000;
const SLOW_MS = 1_000;
const UNDO_MS = 500;
const SPEND_MS = 250;
const READ_MS = 10_000;

/**
 * Works until `signal` aborts. When the connection that says it lives is lost, it stops its work and goes on as a new worker.
 * A database that is not there yet is waited for.
 * @throws when it cannot begin at all
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { log, signal } = options;
  const database = createDb(options.connectionString, options.poolSize ?? POOL_SIZE, ABANDONED_MS);
  try {
    let failures = 0;
    let begun = false;
    while (!signal.aborted) {
      try {
        await runSession(options, database, () => {
          begun = true;
          failures = 0;
        });
      } catch (err) {
        if (!begun && troubleOf(err) !== "away") throw err;
        log.error({ err }, "the worker was interrupted; beginning anew");
        failures++;
        const ms = Math.min(100 * 2 ** failures, LONGEST_PAUSE_MS);
        await pause(ms, undefined, { signal }).catch(() => undefined);
      }
    }
  } finally {
    await announced(database.prisma);
    await database.close();
  }
}

/** One life of a worker: from taking its lock to losing it or being told to stop. */
async function runSession(options: WorkerOptions, database: Database, onReady: () => void): Promise<void> {
  const db = database.prisma;
  const { connectionString, log, signal } = options;
  const identity = await openIdentity(connectionString, options.concurrency);
  const over = new AbortController();
  const ledger = ledgerOf(db, identity.connection);
  const policies = new WorkspacePolicies(db);
  const secrets = new WorkspaceSecrets(db);
  try {
    const loop = new StepLoop(
      {
        db,
        ledger: options.ledger?.(ledger) ?? ledger,
        leaseSeconds: options.leaseSeconds ?? 20,
        clock: identity.clock,
        policies,
        secrets,
        toolkits: new WorkspaceTools(
          db,
          { tools: options.tools, versions: options.toolVersions },
          options.processes ?? new McpProcesses({}),
          signInsOf(db, secrets, options.connect),
        ),
        ...(options.connect && { connect: options.connect }),
        log,
      },
      {
        workerId: identity.id,
        concurrency: options.concurrency,
        pollMs: options.pollMs ?? 500,
      },
    );
    // Beside everything else: until it is done, vectors are compared as on a server without it.
    preparePgvector(db, log).catch((err: unknown) => log.error({ err }, "pgvector could not be prepared"));
    const giveUpSoon = () => loop.giveUpSoon();
    let stopJobs = async () => {};
    const reaping = repeat("looking for lost steps", options.reapMs ?? 200, log, async () => {
      const taken = await reap(db);
      if (taken > 0) {
        // What was taken back is ready: this worker need not wait to be told.
        loop.nudge(new Set());
        log.info({ taken }, "took back steps of workers that are gone");
      }
      if ((await sweepParked(db)) > 0) loop.nudge(new Set());
      await sweepOrphans(db);
      if ((await followParents(db)) > 0) loop.nudge(new Set());
      await sweepApprovals(db);
      await remindOfApprovals(db);
      await settleRuns(db);
      await freeJobs(db);
    });
    const givingUp = repeat("looking for lost planning", GIVE_UP_MS, log, async () => {
      const lost = await giveUpJobs(db);
      if (lost > 0) log.warn({ lost }, "told of planning that nobody would have finished");
    });
    const timing = repeat("looking for slow steps", SLOW_MS, log, async () => {
      const found = await sweepSlow(db, openUnaskedReplan);
      for (const step of found) log.info(step, "a step takes longer than expected");
      const stalled = await sweepStalled(db, openUnaskedReplan);
      for (const run of stalled) log.info(run, "asked the planner for a replan of a run that cannot go on");
    });
    const spending = repeat("looking for room under spend caps", SPEND_MS, log, async () => {
      await settleSpend(db);
      const woken = await sweepCapped(db, async (id) => spendRules(await policies.activeOf(id)));
      if (woken > 0) loop.nudge(new Set());
    });
    const reading = repeat("looking for MCP servers to read again", READ_MS, log, () => beginDueReadings(db));
    const offering = repeat("looking for what can be undone", UNDO_MS, log, () =>
      offerUndos(db, options.tools, options.toolVersions, log),
    );
    try {
      const runners = await startJobRunners({
        connectionString,
        workerId: identity.id,
        count: options.jobs,
        tasks: options.tasks({ db, pool: database.pool, log }),
        log,
      });
      stopJobs = runners.stop;
      listen({
        connectionString,
        log,
        signal: over.signal,
        onAnnouncement: (pairs) => {
          const runs = pairs.map(([, topic]) => topic).filter((topic) => topic.startsWith("run:"));
          if (runs.length > 0) loop.nudge(new Set(runs.map((topic) => topic.slice("run:".length))));
        },
        onConnected: () => loop.nudge(new Set()),
      });
      const working = loop.run();
      onReady();
      log.info({ workerId: identity.id, concurrency: options.concurrency }, "worker ready");
      await Promise.race([whenAborted(signal), whenLost(identity), runners.failed, working]);
      await Promise.all([loop.drain(options.drainMs ?? DRAIN_MS), stopJobs()]);
      await working;
    } finally {
      // After a loss the tokens still protect the ledger; what runs only has to end, and what has ended may still be recorded,
      // so this worker itself takes nothing of it back from here on.
      const reaped = reaping();
      signal.addEventListener("abort", giveUpSoon);
      if (signal.aborted) giveUpSoon();
      await loop.stop(identity.lost.aborted ? "lost" : "stopping");
      signal.removeEventListener("abort", giveUpSoon);
      await Promise.all([reaped, givingUp(), timing(), spending(), reading(), offering(), stopJobs()]);
    }
  } finally {
    over.abort();
    await identity.close();
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function whenLost(identity: Identity): Promise<never> {
  await whenAborted(identity.lost);
  throw new Error("The connection that says this worker lives was lost.");
}
