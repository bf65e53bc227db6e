// Plain JavaScript, because it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const home = import.meta.dirname;

/** Installs what only benches need (bench/package.json), unless it is there. */
export function installPackages() {
  if (!isInstalled()) install();
}

function isInstalled() {
  const note = path.join(home, "node_modules/.package-lock.json");
  if (!existsSync(note)) return false;
  const wanted = packagesOf(path.join(home, "package-lock.json"));
  const present = packagesOf(note);
  return Object.entries(wanted).every(
    ([name, { version }]) => name === "" || present[name]?.version === version,
  );
}

/**
 * @param {string} file a lock file
 * @returns {Record<string, { version?: string }>}
 */
function packagesOf(file) {
  /** @type {{ packages: ReturnType<typeof packagesOf> }} */
  const lock = JSON.parse(readFileSync(file, "utf8"));
  return lock.packages;
}

function install() {
  console.error("Installing what the benches need");
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env["npm_execpath"];
  /** @type {import("node:child_process").SpawnSyncOptions} */
  const options = { cwd: home, stdio: ["ignore", 2, 2] };
  const done = npm ? spawnSync(process.execPath, [npm, ...args], options) : spawnSync("npm", args, options);
  if (done.status !== 0) {
    console.error("What the benches need could not be installed (npm ci in bench/).");
    process.exit(1);
  }
}
