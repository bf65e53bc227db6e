import path from "node:path";
import { browserParts } from "#lib/launch/browser-parts.ts";
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
const PARTS = 2;

/**
 * The production build in Chromium. Each part has an installation of its own, with its port, its data and its pictures; what one does
 * no other sees.
 * @param reportFor an empty place for a report, by its name
 */
export async function browserSuite(stop: AbortSignal, reportFor: (name: string) => string): Promise<Count> {
  const chromium = await findChromium();
  await buildApp(stop);
  const parts = browserParts(path.join(projectRoot, "e2e"), PARTS);
  const counts = await Promise.all(
    parts.map((specs, index) => runPart(index + 1, specs, chromium, reportFor(`browser-${index + 1}`), stop)),
  );
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    told: counts.flatMap(({ told = [] }) => told),
  };
}

async function runPart(
  part: number,
  specs: readonly string[],
  chromium: string,
  report: string,
  stop: AbortSignal,
): Promise<Count> {
  const directory = await temporaryDirectory(`browser-${part}`);
  try {
    const { code } = await runCommand(
      [
        process.execPath,
        "node_modules/@playwright/test/cli.js",
        "test",
        "--config",
        "e2e/playwright.config.ts",
        // Playwright takes them as patterns of whole paths.
        ...specs.map((name) => `/e2e/${name.replaceAll(".", "\\.")}$`),
      ],
      {
        cwd: projectRoot,
        env: {
          PLANWRIGHT_CHROMIUM: chromium,
          PLANWRIGHT_DATA_DIR: directory.path,
          PLANWRIGHT_E2E_PORT: String(await freePort()),
          PLANWRIGHT_E2E_REPORT: report,
          PLANWRIGHT_E2E_RESULTS: path.join(projectRoot, "e2e/results", `part-${part}`),
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
