import { env, mcpCommands } from "#lib/config/env.ts";
import { createLogger } from "#lib/config/logger.ts";
import { taskList } from "#lib/jobs/tasks.ts";
import { embedBuiltIn } from "#lib/models/built-in-embedder.ts";
import { warmUpPlanner } from "#lib/planner/warm-up.ts";
import { McpProcesses } from "#lib/tools/mcp/processes.ts";
import { TOOLS, toolSpecs } from "#lib/tools/registry.ts";
import { mcpReading } from "./mcp-reading.ts";
import { runWorker } from "./worker.ts";

// Jobs mostly wait for models. More than one workspace may have at once (job-shares.ts): its long plans hold up nobody else.
const JOBS_AT_ONCE = 6;

const log = createLogger("worker");
const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  // A second signal ends the process the hard way; the ledger bears that too.
  process.once(signal, () => {
    log.info({ signal }, "the worker is stopping");
    stop.abort();
  });
}
process.on("unhandledRejection", (err) => {
  log.fatal({ err }, "a promise was dropped");
  process.exit(1);
});

// In the background; until the playbooks are learned words alone find a goal's.
warmUpPlanner(toolSpecs(), embedBuiltIn).catch((err: unknown) =>
  log.error({ err }, "playbooks cannot be found by meaning"),
);

try {
  const processes = new McpProcesses(mcpCommands());
  await runWorker({
    connectionString: env().DATABASE_URL,
    concurrency: env().WORKER_CONCURRENCY,
    jobs: JOBS_AT_ONCE,
    tools: TOOLS,
    toolVersions: new Map(toolSpecs().map((tool) => [tool.name, tool.version])),
    processes,
    tasks: (deps) => taskList({ ...deps, embed: embedBuiltIn, mcp: mcpReading(deps.db, processes) }),
    log,
    signal: stop.signal,
    drainMs: env().WORKER_DRAIN_SECONDS * 1_000,
  });
  await processes.close();
  log.info("the worker has stopped");
} catch (err) {
  log.fatal({ err }, "the worker cannot go on");
  process.exitCode = 1;
}
// Not left to an empty event loop: a tool that did not listen may keep it full.
process.exit();
