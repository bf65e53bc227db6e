import { createLogger, type Logger } from "#lib/config/logger.ts";
import type { Tool } from "#lib/tools/contract.ts";
import { McpProcesses } from "#lib/tools/mcp/processes.ts";
import { runWorker } from "./worker.ts";

/**
 * Runs the real worker loop inside the test's own process, with the test's tools, until it is told to stop.
 * @param processes the MCP servers that it may start
 * @returns stops it, when its steps are done
 */
export function workerWithin(
  url: string,
  tools: readonly Tool[],
  {
    log = createLogger("test-worker"),
    toolVersions = new Map(tools.map((tool) => [tool.name, "1"])),
    processes = new McpProcesses({}),
  }: { log?: Logger; toolVersions?: ReadonlyMap<string, string>; processes?: McpProcesses } = {},
): () => Promise<void> {
  const stop = new AbortController();
  const ended = runWorker({
    connectionString: url,
    concurrency: 3,
    jobs: 1,
    tools: new Map(tools.map((tool) => [tool.name, tool])),
    toolVersions,
    processes,
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
