import path from "node:path";
import { Worker } from "node:worker_threads";
import { ToolError } from "../contract.ts";
import { ReadPage, type PageSource } from "./page-messages.ts";
import { Turns } from "./turns.ts";

/** How long a page may take to read, and then once more to have at least its text; an ordinary one takes 200 ms. */
const PATIENCE_MS = 5_000;

/** What a thread may take of memory; a page of 5 MB takes 150 MB. */
const LIMITS = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 256, stackSizeMb: 4 };

/** Threads at once, however many steps the process carries out: they compute without a pause. */
const turns = new Turns(2);

/**
 * Reads what a page of HTML says, in a thread of its own that is ended when it takes too much time or memory. Of a page that cannot be
 * read in its time, all of its text is given.
 * @throws ToolError `unreadable`; the signal's reason
 */
export function readPage(
  page: { html: string; url: string },
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<ReadPage> {
  return turns.take(signal, async () => {
    try {
      return await readInThread({ ...page, plain: false }, signal, patienceMs);
    } catch (cause) {
      if (!(cause instanceof ToolError)) throw cause;
      return readInThread({ ...page, plain: true }, signal, patienceMs);
    }
  });
}

async function readInThread(source: PageSource, signal: AbortSignal, patienceMs: number): Promise<ReadPage> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadPage>();
  const thread = startThread(source);
  const unreadable = (why: string, cause?: unknown) =>
    reject(new ToolError("unreadable", `The page of ${new URL(source.url).host} ${why}.`, { cause }));
  thread.on("message", (message: unknown) => resolve(ReadPage.parse(message)));
  thread.on("error", (cause) => unreadable("could not be read", cause));
  thread.on("exit", () => unreadable("could not be read"));
  const timer = setTimeout(unreadable, patienceMs, `took longer than ${patienceMs / 1_000} s to read`);
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    void thread.terminate();
  }
}

/** The file as it lies in the installation, which every program of Planwright runs in: Next's bundler must not follow it. */
function startThread(source: PageSource): Worker {
  const file = path.join(/* turbopackIgnore: true */ process.cwd(), "lib/tools/web/read-page-thread.ts");
  // Nothing of the process's options and secrets is any business of a page.
  return new Worker(file, {
    execArgv: [],
    env: {},
    resourceLimits: LIMITS,
    workerData: source,
    name: "page",
  });
}
