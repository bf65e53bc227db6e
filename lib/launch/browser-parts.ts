import { readdirSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Deals the browser specs of a folder out to so many parts that take about as long as each other. How long a spec takes goes by how much
 * is written in it: within 1 % in two parts, where as many tests in each (Playwright's own shards) were 16 and 19 minutes apart.
 * @returns the names of each part's specs
 */
export function browserParts(folder: string, count: number): string[][] {
  const specs = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".spec.ts"))
    .map((name) => ({ name, size: statSync(path.join(folder, name)).size }))
    .toSorted((a, b) => b.size - a.size);
  const parts = Array.from({ length: count }, () => ({ size: 0, names: new Array<string>() }));
  for (const { name, size } of specs) {
    const least = parts.reduce((one, other) => (other.size < one.size ? other : one));
    least.size += size;
    least.names.push(name);
  }
  return parts.map(({ names }) => names.toSorted());
}
