import { drainSeconds } from "#lib/config/env.ts";
import { claim, readClaim, release, renote } from "#lib/launch/claim.ts";
import { openDatabase, type LaunchDatabase } from "#lib/launch/launch-database.ts";
import { openDataDirectory, openSecrets, type DataDirectory } from "#lib/launch/data-directory.ts";
import { portTrouble } from "#lib/launch/free-port.ts";
import { endOrphans, type LaunchNote } from "#lib/launch/launch-note.ts";
import { addressOf, isLoopback, type LaunchOptions } from "#lib/launch/launch-options.ts";
import { buildApp, generateClient, requireBuild } from "#lib/launch/prepare.ts";
import { say, step } from "#lib/launch/progress.ts";
import { makeSetupCode } from "#lib/launch/setup-code.ts";
import { supervise, type Program, type Supervised } from "#lib/launch/supervise.ts";

/**
 * Sets everything up that is not fresh, runs database, worker and web until `stop` fires, and ends them in that order backwards.
 * @param now aborts when ending them is no longer to be waited for; the ledger bears that
 * @throws Error with a message for a person when it cannot start; nothing is left running then
 */
export async function launch(options: LaunchOptions, stop: AbortSignal, now: AbortSignal): Promise<void> {
  const directory = openDataDirectory(process.env);
  const address = addressOf(options.host, options.port);
  await takeOver(directory, address);
  let database: LaunchDatabase | null = null;
  let programs: Supervised[] = [];
  try {
    await requirePort(options);
    if (options.mode === "as-built") requireBuild();
    else await generateClient(stop);
    if (options.mode === "build") await buildApp(stop);
    stop.throwIfAborted();
    const secrets = openSecrets(directory);
    database = await openDatabase(directory, secrets, stop);
    const setupCode = isLoopback(options.host)
      ? null
      : await makeSetupCode(database.url, process.env["PLANWRIGHT_SETUP_CODE"]);
    const env = {
      NODE_ENV: options.mode === "dev" ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
      DATABASE_URL: database.url,
      NEXTAUTH_SECRET: process.env["NEXTAUTH_SECRET"] || secrets.sessionSecret,
      PLANWRIGHT_ENCRYPTION_KEY: process.env["PLANWRIGHT_ENCRYPTION_KEY"] || secrets.encryptionKey,
      PLANWRIGHT_SETUP_CODE: setupCode ?? "",
    };
    stop.throwIfAborted();
    const note = () => {
      const running = programs.map((program) => program.identity()).filter((identity) => identity !== null);
      renote(directory.claimFile, { address, programs: running } satisfies LaunchNote);
    };
    for (const program of describePrograms(options, directory, env)) programs.push(supervise(program, note));
    note();
    await step("Starting", () => untilAnswering(addressOf(probeHost(options.host), options.port), stop));
    announce(address, setupCode, options, directory);
    await untilStopped(stop);
  } finally {
    if (stop.aborted) say("\nStopping … Steps under way may end first; Ctrl+C once more ends at once.");
    await Promise.all(programs.map((program) => program.stop(now)));
    programs = [];
    await database?.close();
    release(directory.claimFile);
    if (stop.aborted) say("Stopped. Nothing is lost; npm start goes on from here.");
  }
}

/** Claims the data directory, and ends what a killed launch left running on it. */
async function takeOver(directory: DataDirectory, address: string): Promise<void> {
  const previous = readClaim<LaunchNote>(directory.claimFile);
  const holder = claim<LaunchNote>(directory.claimFile, { address, programs: previous?.note.programs ?? [] });
  if (holder) {
    throw new Error(
      `Planwright already runs on this data, at ${holder.note.address} (process ${holder.pid}).\n` +
        "Stop that one first, or give this one data of its own: PLANWRIGHT_DATA_DIR=/some/folder npm start -- --port 4000",
    );
  }
  await endOrphans(previous?.note.programs ?? []);
}

async function requirePort({ host, port }: LaunchOptions): Promise<void> {
  const trouble = await portTrouble(host, port);
  if (trouble === null) return;
  if (trouble === "EADDRINUSE") {
    throw new Error(
      `Port ${port} is taken by another program. Choose another: npm start -- --port ${port === 4000 ? 4001 : 4000}`,
    );
  }
  if (trouble === "EACCES")
    throw new Error(
      `This account may not listen on port ${port}. Choose one above 1023: npm start -- --port 4000`,
    );
  throw new Error(`Cannot listen on ${host}, port ${port} (${trouble}). --host and --port change where.`);
}

function describePrograms(options: LaunchOptions, directory: DataDirectory, env: Program["env"]): Program[] {
  const dev = options.mode === "dev";
  const logFile = (name: string) => (options.showLogs ? null : directory.logFile(name));
  const next = ["node_modules/next/dist/bin/next", dev ? "dev" : "start"];
  const listen = ["--hostname", options.host, "--port", String(options.port)];
  return [
    {
      name: "worker",
      args: [...(dev ? ["--watch"] : []), "lib/worker/main.ts"],
      env,
      logFile: logFile("worker"),
      // Its steps' time, and some for giving back what has not ended.
      stopWithinMs: drainSeconds() * 1_000 + 12_000,
    },
    // Open streams would hold its end up for ever, and lose nothing when cut: browsers come back for what they missed.
    { name: "web", args: [...next, ...listen], env, logFile: logFile("web"), stopWithinMs: 3_000 },
  ];
}

/** Any answer will do: it says that pages are served, not what is on them. */
async function untilAnswering(address: string, stop: AbortSignal): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    stop.throwIfAborted();
    try {
      await fetch(address, {
        redirect: "manual",
        signal: AbortSignal.any([stop, AbortSignal.timeout(30_000)]),
      });
      return;
    } catch (cause) {
      stop.throwIfAborted();
      if (Date.now() > deadline) throw new Error("The web does not answer; its log says why.", { cause });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function probeHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}

function announce(
  address: string,
  setupCode: string | null,
  options: LaunchOptions,
  directory: DataDirectory,
): void {
  say(`\nPlanwright is at ${address}`);
  if (setupCode) say(`Others can reach this address. The first account needs the one-time code ${setupCode}`);
  say(
    `Data in ${directory.path}${options.showLogs ? "" : ", logs in its folder logs"}. Ctrl+C stops everything.\n`,
  );
}

function untilStopped(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener("abort", () => resolve(), { once: true });
  });
}
