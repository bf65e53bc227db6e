import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

function files(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
    file.replaceAll("\\", "/"),
  );
}

/** Addresses of the files of this name under app: "plans/[planId]/page.tsx" is "/plans/[planId]"; groups "(x)" leave no trace. */
function addresses(name: RegExp): string[] {
  return files("app")
    .filter((file) => name.test(path.posix.basename(file)))
    .map((file) => path.posix.dirname(`/${file}`).replace(/\/\([^/]+\)/g, "") || "/")
    .toSorted();
}

/** Every route handler's address, read from disk. */
export const routesOnDisk = () => addresses(/^route\.tsx?$/);

/** Every page's address, read from disk. */
export const pagesOnDisk = () => addresses(/^page\.tsx?$/);

/** Names of every server action, read from disk, wherever in the tree a file says "use server". */
export function actionsOnDisk(): string[] {
  const sources = ["app", "components", "lib"]
    .flatMap((folder) => files(folder).map((file) => `${folder}/${file}`))
    .filter(
      (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !file.startsWith("lib/db/generated/"),
    )
    .map((file) => readFileSync(path.join(root, file), "utf8"))
    .filter((source) => /^\s*["']use server["']/m.test(source));
  return sources
    .flatMap((source) => [
      ...source.matchAll(/^export (?:async function|const|default async function) (\w+)/gm),
    ])
    .map((match) => match[1] ?? "")
    .toSorted();
}

/** Names of the files of lib/services, without tests and ending. */
export const servicesOnDisk = () =>
  readdirSync(path.join(root, "lib/services"))
    .filter((file) => file.endsWith(".ts") && !file.includes(".test."))
    .map((file) => file.slice(0, -".ts".length))
    .toSorted();
