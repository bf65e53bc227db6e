import { openSync, writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import path from "node:path";
import { env } from "#lib/config/env.ts";
import { createLogger } from "#lib/config/logger.ts";
import { runWorker } from "#lib/worker/worker.ts";
import { CRASH_TOOL_VERSIONS } from "./crash-args.ts";
import { crashTools } from "./crash-tools.ts";
import { Arm, Doom } from "./doom.ts";
import { guardedLedger, type Whereabouts } from "./guarded-ledger.ts";
import { LineFile, type AckLine, type OutsideLine } from "./outside.ts";
import { Sabotage, sabotaged, sabotagedTools } from "./sabotage.ts";

/**
 * The whole worker program that the crash test kills: the real loop and ledger, with test tools and a port that dies when told.
 * `node lib/testing/crash/crash-worker.ts DIRECTORY NUMBER LEASE_SECONDS CONCURRENCY [SABOTAGE]`
 */
const [directory = "", number = "", leaseSeconds, concurrency, sabotage] = process.argv.slice(2);
const file = (name: string) => path.join(directory, name);
const logFile = openSync(file(`worker-${number}.log`), "a");
const log = createLogger("crash-worker", {
  write: (line: string) => {
    writeSync(logFile, line);
    if (line.includes('"worker ready"')) sayReady(line);
  },
});
const acks = new LineFile<AckLine>(file("acks.jsonl"));
const doom = new Doom((boundary) => {
  acks.write({ t: "killed", boundary, pid: process.pid, at: Date.now() });
});
const where: Whereabouts = { byKey: new Map(), byStep: new Map() };
const harm = Sabotage.parse(sabotage ?? "none");
const tools = crashTools({
  outside: new LineFile<OutsideLine>(file("outside.jsonl")),
  marks: file("marks"),
  doom,
  about: ({ runId, stepId, idempotencyKey }) =>
    where.byKey.get(idempotencyKey) ?? { attempt: where.byStep.get(`${runId} ${stepId}`) ?? 0, call: 0 },
});

const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
process.on("message", (message) => doom.arm(Arm.parse(message)));
// The harness is gone: nobody will tell this worker anything any more.
process.on("disconnect", () => process.exit(0));
process.on("unhandledRejection", (err) => {
  log.fatal({ err }, "a promise was dropped");
  process.exit(1);
});

try {
  await runWorker({
    connectionString: env().DATABASE_URL,
    concurrency: Number(concurrency),
    jobs: 1,
    tools: sabotagedTools(tools, harm),
    toolVersions: new Map(Object.entries(CRASH_TOOL_VERSIONS)),
    tasks: () => ({}),
    log,
    signal: stop.signal,
    drainMs: 100,
    leaseSeconds: Number(leaseSeconds),
    ledger: (port) => guardedLedger(sabotaged(port, harm), doom, acks, where),
  });
} catch (err) {
  log.fatal({ err }, "the worker cannot go on");
  process.exitCode = 1;
}
process.disconnect();

function sayReady(line: string): void {
  const { workerId } = JSON.parse(line) as { workerId: string };
  process.send?.({ workerId });
  // A killed process does not keep what it compiled, and every worker begins with the same files.
  setImmediate(flushCompileCache);
}
