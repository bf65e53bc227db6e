import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "#lib/launch/data-directory.ts";

type Entry = {
  resolved?: string;
  integrity?: string;
  inBundle?: boolean;
  optionalDependencies?: Record<string, string>;
};
const text = readFileSync(path.join(projectRoot, "package-lock.json"), "utf8");
const { packages } = JSON.parse(text) as { packages: Record<string, Entry> };

/** Where Node would find a package that another asks for. */
function isLocked(asker: string, name: string): boolean {
  for (let folder = asker; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (`${folder}/node_modules/${name}`.replace(/^\//, "") in packages) return true;
    if (folder === "") return false;
  }
}

test("every platform's packages are locked", () => {
  // npm drops those the registry does not have (yet), and `npm ci` then refuses the lock file on every other machine.
  const dropped = Object.entries(packages).flatMap(([asker, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !isLocked(asker, name))
      .map((name) => `${asker} asks for ${name}`),
  );
  expect(dropped).toEqual([]);
});

test("packages are known by their content and not by an address", () => {
  // What a package carries inside itself is covered by that package's own hash.
  const named = Object.entries(packages).filter(([name, entry]) => name !== "" && !entry.inBundle);
  expect(named.filter(([, entry]) => entry.resolved !== undefined).map(([name]) => name)).toEqual([]);
  expect(named.filter(([, entry]) => entry.integrity === undefined).map(([name]) => name)).toEqual([]);
});
