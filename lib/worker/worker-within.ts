import { createLogger, type Logger } from "#lib/config/logger.ts";
import type { Tool } from "#lib/tools/contract.ts";
import { runWorker } from "./worker.ts";

/**
 * Runs the real worker loop inside the test's own process, with the test's tools, until it is told to stop.
 * @returns stops it, when its steps are done
 */
export function workerWithin(
  url: string,
  tools: readonly Tool[],
  {
    log = createLogger("test-worker"),
    toolVersions = new Map(tools.map((tool) => [tool.name, "1"])),
  }: { log?: Logger; toolVersions?: ReadonlyMap<string, string> } = {},
): () => Promise<void> {
  const stop = new AbortController();
  const ended = runWorker({
    connectionString: url,
    concurrency: 3,
    jobs: 1,
    tools: new Map(tools.map((tool) => [tool.name, tool])),
    toolVersions,
    tasks: () => ({}),
    log,
    signal: stop.signal,
    drainMs: 1_000,
    leaseSeconds: 30,
  });
  return async () => {
    stop.abort();
    await ended;
  };
}
