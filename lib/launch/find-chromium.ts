import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "#lib/launch/data-directory.ts";
import { say, step } from "#lib/launch/progress.ts";
import { runCommand } from "#lib/launch/run-command.ts";

const systemNames = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const applications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * Finds a Chromium for the browser tests, or installs one: PLANWRIGHT_CHROMIUM, Playwright's own, the system's, then
 * Playwright's download, then the system's packages.
 * @returns the program's file
 * @throws Error that says what to do when there is none to be had
 */
export async function findChromium(): Promise<string> {
  const named = process.env["PLANWRIGHT_CHROMIUM"];
  if (named) {
    if (!existsSync(named)) throw new Error(`PLANWRIGHT_CHROMIUM names ${named}, which does not exist.`);
    return named;
  }
  const found = (await playwrightsOwn()) ?? systems();
  if (found) return found;
  say("· There is no Chromium here for the browser tests");
  await step("Downloading Playwright's (two minutes at most)", () =>
    runCommand([process.execPath, "node_modules/@playwright/test/cli.js", "install", "chromium"], {
      cwd: projectRoot,
      timeLimitMs: 120_000,
    }),
  );
  const downloaded = await playwrightsOwn();
  if (downloaded) return downloaded;
  if (process.getuid?.() === 0 && onPath("apt-get")) {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    const apt = (...args: string[]) =>
      runCommand(["apt-get", ...args], { cwd: "/", env, timeLimitMs: 300_000 });
    await step("Installing the system's package chromium", async () => {
      await apt("update", "-qq");
      return apt("install", "-y", "-qq", "--no-install-recommends", "chromium");
    });
    const installed = systems();
    if (installed) return installed;
  }
  throw new Error(
    "The browser tests need Chromium, and none could be found or installed. " +
      "Install it (apt-get install chromium) or set PLANWRIGHT_CHROMIUM to its program.",
  );
}

async function playwrightsOwn(): Promise<string | null> {
  const { chromium } = await import("@playwright/test");
  const file = chromium.executablePath();
  return file && existsSync(file) ? file : null;
}

function systems(): string | null {
  for (const name of systemNames) {
    const file = onPath(name);
    if (file) return file;
  }
  return applications.find((file) => existsSync(file)) ?? null;
}

function onPath(name: string): string | null {
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // not in this folder
    }
  }
  return null;
}
