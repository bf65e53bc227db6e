import { writeSync } from "node:fs";
import { text } from "node:stream/consumers";
import { Worker } from "node:worker_threads";

/** How often a process looks at the memory it takes, in milliseconds: in that time it can take some 100 MB. */
const LOOK_MS = 20;

/**
 * What the watching thread does, as a script: the process's own thread may be busy for ever. It ends the process when that takes more
 * memory than it may, or when nobody waits for it any more. Memory that libraries and buffers take is outside of V8's own limit.
 */
const WATCH = `
  const { workerData } = require("node:worker_threads");
  const { writeSync } = require("node:fs");
  const parent = process.ppid;
  setInterval(() => {
    const heavy = process.memoryUsage.rss() > workerData.bytes;
    if (heavy) writeSync(2, "out of memory");
    if (heavy || process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  }, workerData.every);
`;

/**
 * The program of a confined process: takes one job from its standard input, works on it, writes what comes out as JSON, and ends.
 * Its first argument is how many megabytes it may take. The job is from our own side and is not checked: the library of schemas would
 * take 50 ms of every process.
 * @param work what it does; an error it throws ends the process
 */
export async function serveOnce(work: (job: unknown) => unknown): Promise<void> {
  const bytes = Number(process.argv[2]) * 1_000_000;
  const watch = new Worker(WATCH, { eval: true, workerData: { bytes, every: LOOK_MS } });
  watch.unref();
  const job: unknown = JSON.parse(await text(process.stdin));
  const answer = Buffer.from(JSON.stringify(await work(job)));
  // A pipe takes a part at a time.
  for (let at = 0; at < answer.length;) at += writeSome(answer, at);
  process.exit(0);
}

function writeSome(bytes: Buffer, at: number): number {
  try {
    return writeSync(1, bytes, at);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EAGAIN") return 0;
    throw cause;
  }
}
