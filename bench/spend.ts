import { createDb } from "../lib/db/client.ts";
import { migrate } from "../lib/db/migrate.ts";
import { temporaryDirectory } from "../lib/launch/temporary-directory.ts";
import { spendStorm } from "../lib/testing/spend/storm.ts";
import { startServer } from "./server.ts";

// `npm run bench:spend`: a thousand runs under spend caps while their workers are killed; prints how many caps were passed, as JSON, and
// fails when one was.
const RUNS = 1_000;
const server = await startServer();
const directory = await temporaryDirectory("bench-spend");
try {
  const url = await server.newDatabase("spend");
  await migrate(url);
  const { prisma, close } = createDb(url);
  const begun = performance.now();
  const report = await spendStorm(prisma, url, {
    runs: RUNS,
    workers: 3,
    kills: 40,
    directory: directory.path,
  });
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  process.stdout.write(`${JSON.stringify({ ...report, seconds })}\n`);
  if (report.over.length + report.wrong.length > 0) process.exitCode = 1;
  await close();
} finally {
  directory.remove();
  await server.stop();
}
