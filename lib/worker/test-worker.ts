import { appendFileSync, existsSync } from "node:fs";
import { z } from "zod";
import { env } from "#lib/config/env.ts";
import { createLogger } from "#lib/config/logger.ts";
import { defineTool, ToolError } from "#lib/tools/contract.ts";
import { runWorker } from "./worker.ts";

/**
 * A whole worker program for tests: the real loop with two tools whose work is lines in a file outside the database, which
 * shows what was really done. `node lib/worker/test-worker.ts FILE hold|go LEASE_SECONDS`; with `hold`, calls of steps named
 * "hold-..." write their first line and then wait until they are told to stop, or FILE.go exists.
 */
const [file = "", hold, leaseSeconds] = process.argv.slice(2);
const log = createLogger("test-worker");

function testTool(name: string, sideEffect: "read" | "once") {
  return defineTool({
    name,
    title: name,
    description: "",
    input: z.object({}),
    output: z.object({ step: z.string(), worker: z.number() }),
    sideEffect,
    timeoutSeconds: 60,
    typicalSeconds: 0.1,
    costMicros: 0,
    unavailable: () => null,
    run: async (_args, { stepId, signal }) => {
      appendFileSync(file, `begin ${stepId}\n`);
      const held = hold === "hold" && stepId.startsWith("hold-");
      await new Promise<void>((resolve, reject) => {
        const timer = setInterval(() => {
          if (held && !existsSync(`${file}.go`)) return;
          clearInterval(timer);
          resolve();
        }, 30);
        const stop = () => {
          clearInterval(timer);
          reject(new ToolError("stopped", "Stopped."));
        };
        signal.addEventListener("abort", stop, { once: true });
      });
      appendFileSync(file, `end ${stepId}\n`);
      return { output: { step: stepId, worker: process.pid }, summary: `Did ${stepId}` };
    },
  });
}

const tools = new Map(
  [testTool("test.read", "read"), testTool("test.once", "once")].map((tool) => [tool.name, tool]),
);
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
await runWorker({
  connectionString: env().DATABASE_URL,
  concurrency: 3,
  jobs: 1,
  tools,
  toolVersions: new Map([...tools.keys()].map((name) => [name, "1"])),
  tasks: () => ({}),
  log,
  signal: stop.signal,
  drainMs: 200,
  leaseSeconds: Number(leaseSeconds),
});
