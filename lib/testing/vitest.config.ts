import os from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

const root = path.resolve(import.meta.dirname, "../..");
const databaseTests = "**/*.db.test.ts";
const processTests = "lib/launch/**/*.process.test.ts";
const skipped = ["node_modules/**", ".next/**", ".data/**", ".cache/**", "e2e/**"];

/**
 * Three kinds of test: pure ones, ones on a real Postgres, and ones that start and kill real processes of the launcher.
 * Each is a project of its own: `vitest run --project unit`.
 */
export default defineConfig({
  root,
  cacheDir: path.join(root, ".cache/vitest"),
  test: {
    // Many tests wait, for a process, a lease or the database: one more than there are processors keeps these busy meanwhile.
    maxWorkers: os.availableParallelism() + 1,
    // A search provider that a developer has configured is none of a test's.
    env: { LOG_LEVEL: "silent", TAVILY_API_KEY: "", BRAVE_API_KEY: "", SEARXNG_BASE_URL: "" },
    // What is waited for comes; one second, as is usual, is a measure of the machine.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{lib,components,app}/**/*.test.ts", "proxy.test.ts"],
          exclude: [...skipped, databaseTests, processTests],
          // For what hangs; how fast the machine is decides nothing.
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          include: [`{lib,components,app}/${databaseTests}`],
          exclude: skipped,
          globalSetup: "lib/testing/global-setup.ts",
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "launch",
          include: [processTests],
          exclude: skipped,
          // One after another: each starts a whole installation.
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
