import { serveOnce } from "../sandbox/child.ts";
import type { ExportJob } from "./export-io.ts";

/** The program of the process that writes a document in other formats. */
await serveOnce(async (given) => {
  const job = given as ExportJob;
  standStill(job.now);
  const { exportDocument } = await import("./export-document.ts");
  return { files: await exportDocument(job) };
});

/** Sets the process's clock still, for what writes the time into a file: the same document gives the same bytes. */
function standStill(now: number): void {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...parts: unknown[]) {
      super(...((parts.length === 0 ? [now] : parts) as [number]));
    }
    static override now(): number {
      return now;
    }
  } as DateConstructor;
}
