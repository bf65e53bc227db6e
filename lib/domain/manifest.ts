import { z } from "zod";
import { SpendLimits } from "./policy.ts";

/** What of the workspace a run may read. */
export const ManifestData = z.enum(["knowledge", "runs"]);
export type ManifestData = z.infer<typeof ManifestData>;

/** A service that the installation chose and that a run may ask: the provider that searches the web. */
export const ManifestService = z.enum(["search"]);
export type ManifestService = z.infer<typeof ManifestService>;

/**
 * What a run was approved to use; it cannot exceed it, whatever a tool's output says.
 * - `tools`: each by name with the hash of its definition;
 * - `hosts`: those that it may reach with every method; `publicRead`: every public host may be read;
 * - `services`: what it may ask of the installation's own, whatever hosts those have;
 * - `data`: what of the workspace it may read;
 * - `spend`: what it may take in all.
 */
export const Manifest = z.object({
  tools: z.record(z.string(), z.string()),
  hosts: z.array(z.string()),
  publicRead: z.boolean(),
  services: z.array(ManifestService).default([]),
  data: z.array(ManifestData),
  spend: SpendLimits,
});
export type Manifest = z.infer<typeof Manifest>;

/** Both together, as a run has it that moves to a changed plan; a tool that was approved stays the one that it was. */
export function joinManifests(approved: Manifest, added: Manifest): Manifest {
  return {
    tools: { ...added.tools, ...approved.tools },
    hosts: [...new Set([...approved.hosts, ...added.hosts])].toSorted(),
    publicRead: approved.publicRead || added.publicRead,
    services: [...new Set([...approved.services, ...added.services])].toSorted(),
    data: [...new Set([...approved.data, ...added.data])].toSorted(),
    spend: added.spend,
  };
}

/** One way in which something goes beyond a manifest, in words for a person ("uses Send a message"). */
export type Widening = { kind: "tool" | "version" | "host" | "service" | "data" | "spend"; what: string };

/**
 * How a second manifest goes beyond the first: what would have to be approved anew.
 * @param titles of tools by name, for the words
 */
export function widenings(
  approved: Manifest,
  wanted: Manifest,
  titles: ReadonlyMap<string, string> = new Map(),
): Widening[] {
  const found: Widening[] = [];
  const title = (name: string) => titles.get(name) ?? name;
  for (const [name, version] of Object.entries(wanted.tools)) {
    const known = approved.tools[name];
    if (known === undefined) found.push({ kind: "tool", what: `uses ${title(name)}` });
    else if (known !== version) found.push({ kind: "version", what: `uses ${title(name)} as it is now` });
  }
  if (wanted.publicRead && !approved.publicRead) found.push({ kind: "host", what: "reads public web pages" });
  const hosts = new Set(approved.hosts);
  for (const host of wanted.hosts)
    if (!hosts.has(host)) found.push({ kind: "host", what: `reaches ${host}` });
  for (const service of wanted.services) {
    if (!approved.services.includes(service)) found.push({ kind: "service", what: SERVICES[service] });
  }
  for (const data of wanted.data) {
    if (!approved.data.includes(data)) found.push({ kind: "data", what: `reads the workspace's ${data}` });
  }
  for (const [name, cap] of Object.entries(approved.spend) as [keyof SpendLimits, number | null][]) {
    const more = wanted.spend[name];
    if (cap !== null && (more === null || more > cap))
      found.push({ kind: "spend", what: `may take more ${WORDS[name]}` });
  }
  return found;
}

const SERVICES: Record<ManifestService, string> = { search: "asks the installation's search provider" };

const WORDS: Record<keyof SpendLimits, string> = {
  micros: "money",
  tokens: "tokens",
  calls: "calls",
  seconds: "time",
};
