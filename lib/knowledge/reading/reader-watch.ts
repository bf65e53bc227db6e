import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { OUT_OF_MEMORY, OUT_OF_TIME } from "./reader-ends.ts";
import type { ReaderOrder } from "./reader-messages.ts";

/**
 * A thread of the reader's process that ends the process when it takes too much memory or time. A limit of V8's heap alone does not
 * hold what is unpacked into buffers, and whoever is busy parsing listens to nobody.
 */
const { mostBytes, mostSeconds } = workerData as Pick<ReaderOrder, "mostBytes" | "mostSeconds">;
const LOOK_MS = 25;
const begun = performance.now();

setInterval(() => {
  if (process.memoryUsage.rss() > mostBytes) end(OUT_OF_MEMORY);
  else if (performance.now() - begun > mostSeconds * 1_000) end(OUT_OF_TIME);
}, LOOK_MS);

function end(why: string): void {
  writeSync(2, `${why}\n`);
  process.kill(process.pid, "SIGKILL");
}
