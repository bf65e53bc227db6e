import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import path from "node:path";
import { childEnvironment } from "#lib/config/env.ts";
import { OUT_OF_MEMORY, OUT_OF_TIME } from "./reader-ends.ts";
import { ReaderMessage, type ReaderOrder } from "./reader-messages.ts";
import { UnreadableFile } from "./unreadable-file.ts";

/** What reading one file may take. 50 MB of text take 700 MB and some seconds; a page of a PDF takes 5 to 50 ms. `firstPages`: as in the order. */
export type ReadingLimits = { seconds: number; bytes: number; firstPages?: number };
const LIMITS: ReadingLimits = { seconds: 180, bytes: 1_200 * 1_024 * 1_024 };
/** V8's heap in that process, in MB; what it does not hold are buffers. */
const HEAP_MB = 1_000;
const MOST_ERROR_CHARACTERS = 4_000;

/** What is told of a file that is being read: as the reader's process says it, without its end. */
export type Reading = Exclude<ReaderMessage, { say: "done" } | { say: "unreadable" }>;

/**
 * Reads a file, whose bytes come in parts, in a process of its own, which is ended when it takes too much time or memory, when the signal aborts, or when the
 * caller stops listening.
 * @throws UnreadableFile with the reason for a person; the signal's reason; Error when the process broke for a reason of ours
 */
export async function* readApart(
  file: { name: string; parts: AsyncIterable<Uint8Array> },
  signal: AbortSignal,
  limits: ReadingLimits = LIMITS,
): AsyncGenerator<Reading> {
  signal.throwIfAborted();
  const child = startReader();
  const end = () => child.kill("SIGKILL");
  signal.addEventListener("abort", end, { once: true });
  // Its own watch ends it too, but only once it has begun.
  const late = setTimeout(end, (limits.seconds + 10) * 1_000);
  const exited = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-MOST_ERROR_CHARACTERS);
  });
  try {
    const { seconds: mostSeconds, bytes: mostBytes, firstPages = null } = limits;
    const order: ReaderOrder = { name: file.name, mostSeconds, mostBytes, firstPages };
    await feed(child, `${JSON.stringify(order)}\n`, file.parts, exited);
    for await (const line of linesOf(child)) {
      const message = ReaderMessage.parse(JSON.parse(line));
      if (message.say === "done") return;
      if (message.say === "unreadable") throw new UnreadableFile(message.reason);
      yield message;
    }
    const code = await exited;
    signal.throwIfAborted();
    throw whyItEnded(complaint, code);
  } finally {
    clearTimeout(late);
    signal.removeEventListener("abort", end);
    end();
    await exited;
  }
}

/** Writes the order and the file to the process, as fast as it takes them; it begins when it has all. */
async function feed(
  { stdin }: ChildProcessWithoutNullStreams,
  order: string,
  parts: AsyncIterable<Uint8Array>,
  exited: Promise<unknown>,
): Promise<void> {
  // A process that ends early closes its input; what went wrong is told by how it ended.
  stdin.on("error", () => undefined);
  stdin.write(order);
  for await (const part of parts) {
    if (stdin.destroyed) return;
    if (!stdin.write(part))
      await Promise.race([new Promise((resolve) => stdin.once("drain", resolve)), exited]);
  }
  stdin.end();
}

function whyItEnded(complaint: string, code: number | null): Error {
  if (
    complaint.includes(OUT_OF_MEMORY) ||
    /heap out of memory|Array buffer allocation failed/i.test(complaint)
  ) {
    return new UnreadableFile("Reading it takes more memory than one file may have. Divide it.");
  }
  if (complaint.includes(OUT_OF_TIME)) {
    return new UnreadableFile("Reading it takes longer than one file may take. Divide it.");
  }
  return new Error(`The reader's process ended with code ${code}: ${complaint.slice(-500)}`);
}

/** What the process writes, by line. It waits while nobody takes a line. */
async function* linesOf(child: ChildProcessWithoutNullStreams): AsyncGenerator<string> {
  let pieces: string[] = [];
  for await (const piece of child.stdout.setEncoding("utf8") as AsyncIterable<string>) {
    const parts = piece.split("\n");
    for (const part of parts.slice(0, -1)) {
      pieces.push(part);
      yield pieces.join("");
      pieces = [];
    }
    pieces.push(parts.at(-1) ?? "");
  }
}

/**
 * The program as it lies in the installation, which every program of Planwright runs in. It may read its own code and nothing else
 * of this machine, write nothing and start nothing, and knows no secret.
 */
function startReader(): ChildProcessWithoutNullStreams {
  const root = process.cwd();
  const readable = ["lib", "node_modules", "package.json"].map(
    (name) => `--allow-fs-read=${path.join(/* turbopackIgnore: true */ root, name)}`,
  );
  const program = path.join(/* turbopackIgnore: true */ root, "lib/knowledge/reading/reader-process.ts");
  const options = [`--max-old-space-size=${HEAP_MB}`, "--permission", "--allow-worker", ...readable];
  return spawn(process.execPath, [...options, program], {
    cwd: root,
    env: childEnvironment(),
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
}
