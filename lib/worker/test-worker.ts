import { z } from "zod";
import { env } from "#lib/config/env.ts";
import { createLogger } from "#lib/config/logger.ts";
import { testTools } from "./test-tools.ts";
import { runWorker } from "./worker.ts";

/**
 * A whole worker program for tests: the real loop with tools whose work is lines in a file outside the database, which shows
 * what was really done. `node lib/worker/test-worker.ts FILE OPTIONS`, the options as JSON.
 */
const TestOptions = z.object({
  hold: z.boolean(),
  leaseSeconds: z.number(),
  concurrency: z.number(),
  drainMs: z.number(),
  poolSize: z.number().optional(),
});
const [file = "", options = "{}"] = process.argv.slice(2);
const { hold, ...rest } = TestOptions.parse(JSON.parse(options));
const tools = testTools(file, hold);
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
await runWorker({
  connectionString: env().DATABASE_URL,
  jobs: 1,
  tools,
  toolVersions: new Map([...tools.keys()].map((name) => [name, "1"])),
  tasks: () => ({}),
  log: createLogger("test-worker"),
  signal: stop.signal,
  ...rest,
});
// Not left to an empty event loop: a tool that does not listen may keep it full.
process.exit();
