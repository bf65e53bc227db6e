import os from "node:os";
import path from "node:path";
import { defineConfig } from "@playwright/test";
import { mcpCommand } from "#lib/testing/mcp-servers.ts";
import { OWNER, RESULTS, SIGN_IN_PORT } from "./support.ts";

const root = path.resolve(import.meta.dirname, "..");
// `npm run test:e2e` sets these; without it Playwright works too, on what is built and on data kept from run to run.
const port = process.env["PLANWRIGHT_E2E_PORT"] || "3100";
const dataDirectory = process.env["PLANWRIGHT_DATA_DIR"] || path.join(os.tmpdir(), "planwright-e2e");
const chromium = process.env["PLANWRIGHT_CHROMIUM"];
const report = process.env["PLANWRIGHT_E2E_REPORT"];
const address = `http://127.0.0.1:${port}`;

/** Chromium's own errands (updates, QUIC) are network traffic we do not want, and its sandbox cannot work as root. */
const chromiumFlags = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: RESULTS,
  // The specs share one installation, as people do.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  // Long enough for a machine that is busy with something else: a wait ends when what is waited for is there.
  expect: { timeout: 30_000, toPass: { timeout: 60_000 } },
  reporter: report ? [["list"], ["json", { outputFile: report }]] : [["list"]],
  use: {
    baseURL: address,
    // A trace of every test took 30 % of the suite's processor time, to be thrown away; `--trace retain-on-failure` still makes them.
    screenshot: "only-on-failure",
    launchOptions: { args: chromiumFlags, ...(chromium && { executablePath: chromium }) },
  },
  // The first account is made once, by the spec that shows how; every other spec starts signed in with it.
  projects: [
    { name: "first run", testMatch: "*.setup.ts" },
    {
      name: "app",
      testMatch: "*.spec.ts",
      dependencies: ["first run"],
      use: { viewport: { width: 1440, height: 900 }, storageState: OWNER.state },
    },
  ],
  webServer: {
    command: `exec node lib/launch/start.mjs --as-built --port ${port}`,
    cwd: root,
    url: `${address}/sign-in`,
    timeout: 180_000,
    env: {
      PLANWRIGHT_DATA_DIR: dataDirectory,
      HOST: "127.0.0.1",
      PLANWRIGHT_OUTBOUND_ALLOW: `127.0.0.1:${SIGN_IN_PORT}`,
      PLANWRIGHT_MCP_SERVERS: JSON.stringify({
        odd: mcpCommand("odd"),
        everything: mcpCommand("everything"),
      }),
    },
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    stdout: "pipe",
  },
});
