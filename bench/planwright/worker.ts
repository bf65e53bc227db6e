import { Writable } from "node:stream";
import { createLogger } from "../../lib/config/logger.ts";
import { runWorker } from "../../lib/worker/worker.ts";
import { TOOLS, TOOL_VERSIONS } from "./tools.ts";

/**
 * Starts the product's own worker in this process, with the bench's tools.
 * @returns what stops it, once it is ready
 */
export async function startWorker(url: string, concurrency: number): Promise<() => Promise<void>> {
  const stop = new AbortController();
  let ready = () => {};
  const whenReady = new Promise<void>((resolve) => (ready = resolve));
  // The worker says in its log when it is ready; the rest of what it says is of interest when it is trouble.
  const lines = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      const line = chunk.toString();
      if (line.includes('"worker ready"')) ready();
      if (!/"level":"(info|debug)"/.test(line)) process.stderr.write(line);
      done();
    },
  });
  const worker = runWorker({
    connectionString: url,
    concurrency,
    jobs: 1,
    tools: TOOLS,
    toolVersions: new Map(Object.entries(TOOL_VERSIONS)),
    tasks: () => ({}),
    log: createLogger("bench", lines),
    signal: stop.signal,
  });
  await Promise.race([whenReady, worker]);
  return async () => {
    stop.abort();
    await worker;
  };
}
