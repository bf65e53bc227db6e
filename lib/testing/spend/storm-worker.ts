import { env } from "#lib/config/env.ts";
import { createLogger } from "#lib/config/logger.ts";
import { runWorker } from "#lib/worker/worker.ts";
import { stormTools } from "./storm-tools.ts";

// A whole worker program with the storm's tools: `node lib/testing/spend/storm-worker.ts FILE`. It is killed, never stopped.
const tools = new Map(stormTools(process.argv[2] ?? "").map((tool) => [tool.name, tool]));
await runWorker({
  connectionString: env().DATABASE_URL,
  concurrency: 8,
  jobs: 1,
  tools,
  toolVersions: new Map([...tools.keys()].map((name) => [name, "1"])),
  tasks: () => ({}),
  log: createLogger("storm-worker"),
  signal: new AbortController().signal,
  leaseSeconds: 20,
});
