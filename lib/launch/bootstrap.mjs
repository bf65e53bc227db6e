import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
/** The Node that runs the product; the packages that carry it are in package.json's optionalDependencies. */
const wantedMajor = 24;

/**
 * Installs what the lock file says when that is not what is there, then runs a program of this folder with the pinned Node and
 * the same arguments, and ends as it ends.
 * @param {string} program a TypeScript file beside this one
 */
export async function handOver(program) {
  requireNode();
  if (!isInstalled()) install();
  const file = path.join(import.meta.dirname, program);
  if (nodeMajor() === wantedMajor) {
    await import(file);
    return;
  }
  const node = pinnedNode();
  // A channel tells the program when this process is gone, however it went.
  const child = spawn(node, [file, ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  // In a terminal the child gets these as well; it stops once. Sent to this process alone, they must reach it too.
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
    process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

function nodeMajor() {
  return Number(process.versions.node.split(".")[0]);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(`Planwright needs Node 20.19 or later to set itself up; this is ${process.version}.`);
}

/**
 * Compares the lock file with what npm noted when it last installed. npm writes that note at the end of an installation and
 * removes it with node_modules, so one cut short counts as none.
 */
function isInstalled() {
  const note = path.join(root, "node_modules/.package-lock.json");
  if (!existsSync(note)) return false;
  const wanted = readPackages(path.join(root, "package-lock.json"));
  const present = readPackages(note);
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === "") return true;
    const found = present[name];
    // Optional packages of other platforms stay out.
    return found ? found.version === entry.version : entry.optional === true || entry.devOptional === true;
  });
}

/**
 * @param {string} file a lock file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>}
 */
function readPackages(file) {
  /** @type {{ packages: ReturnType<typeof readPackages> }} */
  const lock = JSON.parse(readFileSync(file, "utf8"));
  return lock.packages;
}

function install() {
  const begun = Date.now();
  process.stdout.write("· Installing packages (about a minute) …");
  // Development packages build the app. Install scripts stay off: what they do here is download what we do not use.
  const args = [
    "ci",
    "--include=dev",
    "--include=optional",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  const npm = process.env["npm_execpath"];
  /** @type {import("node:child_process").SpawnSyncOptionsWithStringEncoding} */
  const options = { cwd: root, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" };
  const done = npm ? spawnSync(process.execPath, [npm, ...args], options) : spawnSync("npm", args, options);
  if (done.status === 0) {
    process.stdout.write(` ${((Date.now() - begun) / 1000).toFixed(0)} s\n`);
    return;
  }
  process.stdout.write(" failed\n");
  stop(
    `${done.stdout ?? ""}${done.stderr ?? done.error?.message ?? ""}\nThe packages could not be installed (npm ci).`,
  );
}

function pinnedNode() {
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  if (process.platform === "win32") names.push(`node-win-${process.arch}`);
  for (const name of names) {
    for (const program of ["bin/node", "bin/node.exe"]) {
      const file = path.join(root, "node_modules", name, program);
      if (existsSync(file)) return file;
    }
  }
  // A newer Node than the pinned one, on a platform that has no package for it, is worth a try.
  if (nodeMajor() > wantedMajor) return process.execPath;
  stop(
    `There is no package of Node ${wantedMajor} for ${process.platform} ${process.arch}. Install Node ${wantedMajor} and start again.`,
  );
}

/**
 * @param {string} message
 * @returns {never}
 */
function stop(message) {
  console.error(message);
  process.exit(1);
}
