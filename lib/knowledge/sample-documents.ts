import { readFile } from "node:fs/promises";
import path from "node:path";
import type { DocumentInput } from "#lib/domain/knowledge.ts";

/** The sample workspace's files, under lib/knowledge/sample. An invented company's papers, written for this project. */
const FILES: { name: string; kind: DocumentInput["kind"] }[] = [
  { name: "refill-range-launch-2025.md", kind: "markdown" },
  { name: "plastic-free-laundry-campaign-q4-2025.md", kind: "markdown" },
  { name: "eco-products-growth-plan-h1-2026.md", kind: "markdown" },
  { name: "customer-and-market-notes-2026.md", kind: "markdown" },
  { name: "brand-rules.md", kind: "markdown" },
  { name: "marketing-metrics-2026.csv", kind: "csv" },
];

/** Reads the sample workspace's documents from the installation. */
export function sampleDocuments(): Promise<DocumentInput[]> {
  // Every program of Planwright runs in the installation's folder. The bundler must not follow the path: these are data.
  const folder = path.join(/* turbopackIgnore: true */ process.cwd(), "lib/knowledge/sample");
  return Promise.all(
    FILES.map(async ({ name, kind }) => ({
      name,
      kind,
      content: await readFile(path.join(folder, name), "utf8"),
    })),
  );
}
