import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { chromium, type Page } from "@playwright/test";
import type { Database } from "../../lib/db/client.ts";
import { freePort } from "../../lib/launch/free-port.ts";
import { findChromium } from "../../lib/launch/find-chromium.ts";
import { buildApp, generateClient } from "../../lib/launch/prepare.ts";
import { temporaryDirectory } from "../../lib/launch/temporary-directory.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const DESKTOP = { width: 1440, height: 900 };
const LAUNCH_MS = 120_000;

/** As for the browser specs. Where there is no graphics card, imitating one takes most of a processor. */
export const CHROMIUM_FLAGS = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The product as `npm start` runs it (production build, worker, embedded Postgres), and a browser that is signed in to it. */
export type Installation = {
  /** Where it answers. */
  address: string;
  /** For what no screen tells: when the worker did what. */
  database: Database;
  /** A new tab of the signed-in owner. */
  newPage: () => Promise<Page>;
  /** What the web process holds of the machine's memory (its resident set), in megabytes; not a number where Linux does not say. */
  webMemory: () => Promise<number>;
  stop: () => Promise<void>;
};

/** Builds what changed, starts everything on data of its own, makes the first account and loads the sample workspace. */
export async function startInstallation(stop: AbortSignal): Promise<Installation> {
  await generateClient(stop);
  await buildApp(stop);
  const directory = await temporaryDirectory("bench-web");
  const ends: (() => Promise<unknown>)[] = [() => Promise.resolve(directory.remove())];
  const stopAll = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    const { address, pid } = await startProduct(directory.path, ends);
    const database = await openDatabase(directory.path);
    ends.push(() => database.close());
    const browser = await chromium.launch({
      executablePath: await findChromium(),
      args: CHROMIUM_FLAGS,
    });
    ends.push(() => browser.close());
    const context = await browser.newContext({ baseURL: address, viewport: DESKTOP });
    const page = await context.newPage();
    await signUp(page);
    await page.close();
    return {
      address,
      database,
      newPage: () => context.newPage(),
      webMemory: () => webMemory(pid),
      stop: stopAll,
    };
  } catch (cause) {
    await stopAll();
    throw cause;
  }
}

/** @returns the address, once it answers, and the launcher's process */
async function startProduct(
  dataDirectory: string,
  ends: (() => Promise<unknown>)[],
): Promise<{ address: string; pid: number | undefined }> {
  const port = String(await freePort());
  const program = spawn(process.execPath, ["lib/launch/start.mjs", "--as-built", "--port", port], {
    cwd: ROOT,
    stdio: ["ignore", 2, 2],
    env: { ...process.env, PLANWRIGHT_DATA_DIR: dataDirectory, HOST: "127.0.0.1", DATABASE_URL: "" },
  });
  const ended = once(program, "exit");
  ends.push(async () => {
    program.kill("SIGTERM");
    await ended;
  });
  const address = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + LAUNCH_MS;
  for (;;) {
    const answer = await fetch(`${address}/setup`).catch((cause: unknown) => cause);
    if (answer instanceof Response && answer.ok) return { address, pid: program.pid };
    if (program.exitCode !== null || Date.now() > deadline)
      throw new Error("The product does not answer.", { cause: answer });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** @param launcher the process that started it */
async function webMemory(launcher: number | undefined): Promise<number> {
  const read = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
  for (const pid of (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const status = await read(pid, "status");
    if (/^PPid:\s+(\d+)$/m.exec(status)?.[1] !== String(launcher)) continue;
    if (!(await read(pid, "cmdline")).startsWith("next-server")) continue;
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_000;
  }
  return Number.NaN;
}

async function openDatabase(dataDirectory: string): Promise<Database> {
  process.env["PLANWRIGHT_DATA_DIR"] = dataDirectory;
  process.env["DATABASE_URL"] = "";
  // Prisma's client is made by the time this runs, not when this file is loaded.
  const { openInstallation } = await import("../../e2e/installation.ts");
  return openInstallation();
}

async function signUp(page: Page): Promise<void> {
  await page.goto("/setup");
  await page.getByLabel("Your name").fill("Bench");
  await page.getByLabel("E-mail").fill("bench@example.test");
  await page.getByLabel("Password").fill(randomBytes(12).toString("hex"));
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByRole("button", { name: "Load the sample workspace" }).click();
  await page
    .getByText(/The sample workspace is loaded/)
    .first()
    .waitFor();
}
