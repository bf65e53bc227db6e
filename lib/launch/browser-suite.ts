import path from "node:path";
import { projectRoot } from "#lib/launch/data-directory.ts";
import { findChromium } from "#lib/launch/find-chromium.ts";
import { freePort } from "#lib/launch/free-port.ts";
import { buildApp } from "#lib/launch/prepare.ts";
import { runCommand } from "#lib/launch/run-command.ts";
import { temporaryDirectory } from "#lib/launch/temporary-directory.ts";
import { countPlaywright, type Count } from "#lib/launch/test-reports.ts";

/**
 * Parts that run side by side. A browser, the web, a worker and the database mostly wait for one another, so that one spec at a time
 * leaves much of two processors idle.
 */
const SHARDS = 2;

/**
 * The production build in Chromium. Each part has an installation of its own, with its port, its data and its pictures; what one does
 * no other sees.
 * @param reportFor an empty place for a report, by its name
 */
export async function browserSuite(stop: AbortSignal, reportFor: (name: string) => string): Promise<Count> {
  const chromium = await findChromium();
  await buildApp(stop);
  const shards = Array.from({ length: SHARDS }, (_, index) => index + 1);
  const counts = await Promise.all(
    shards.map((shard) => runShard(shard, chromium, reportFor(`browser-${shard}`), stop)),
  );
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  };
}

async function runShard(shard: number, chromium: string, report: string, stop: AbortSignal): Promise<Count> {
  const directory = await temporaryDirectory(`browser-${shard}`);
  try {
    const { code } = await runCommand(
      [
        process.execPath,
        "node_modules/@playwright/test/cli.js",
        "test",
        "--config",
        "e2e/playwright.config.ts",
        `--shard=${shard}/${SHARDS}`,
      ],
      {
        cwd: projectRoot,
        env: {
          PLANWRIGHT_CHROMIUM: chromium,
          PLANWRIGHT_DATA_DIR: directory.path,
          PLANWRIGHT_E2E_PORT: String(await freePort()),
          PLANWRIGHT_E2E_REPORT: report,
          PLANWRIGHT_E2E_RESULTS: path.join(projectRoot, "e2e/results", `shard-${shard}`),
          DATABASE_URL: "",
          NODE_ENV: "test",
        },
        show: true,
        stop,
      },
    );
    return countPlaywright(report, code);
  } finally {
    directory.remove();
  }
}
