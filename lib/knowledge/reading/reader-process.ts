import { once } from "node:events";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { readFile } from "./read-file.ts";
import type { ReaderMessage, ReaderOrder } from "./reader-messages.ts";
import { UnreadableFile } from "./unreadable-file.ts";

/**
 * The program that reads one uploaded file, in a process that holds nothing else: takes an order and the file's bytes on standard
 * input, and writes what it read to standard output. Files come from anywhere, and parsers of PDF and Word are large.
 */
const CHUNKS_A_LINE = 500;
const TEXT_A_LINE = 1_000_000;
const TELL_MS = 250;

const { order, bytes } = await takeOrder();
const watch = new Worker(path.join(import.meta.dirname, "reader-watch.ts"), {
  workerData: { mostBytes: order.mostBytes, mostSeconds: order.mostSeconds },
});
watch.unref();

try {
  let toldAt = -TELL_MS;
  const told = (done: number, of: number) => {
    if (performance.now() - toldAt < TELL_MS) return;
    toldAt = performance.now();
    process.stdout.write(lineOf({ say: "pages", done, of }));
  };
  const file = await readFile(order.name, bytes, told, order.firstPages);
  const { kind, title, notes, cut, chunks, content } = file;
  await say({ say: "read", kind, title, notes, cut, chunks: chunks.length });
  for (let from = 0; from < chunks.length; from += CHUNKS_A_LINE) {
    await say({ say: "chunks", chunks: chunks.slice(from, from + CHUNKS_A_LINE) });
  }
  for (let from = 0; from < content.length;) {
    const unit = content.charCodeAt(from + TEXT_A_LINE - 1);
    // Half of a surrogate pair is no text.
    const to = from + TEXT_A_LINE - (unit >= 0xd800 && unit <= 0xdbff ? 1 : 0);
    await say({ say: "text", text: content.slice(from, to) });
    from = to;
  }
  await say({ say: "done" });
} catch (cause) {
  if (!(cause instanceof UnreadableFile)) throw cause;
  await say({ say: "unreadable", reason: cause.message });
}
// A parser may have left timers and handles behind.
process.exit();

function lineOf(message: ReaderMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** Writes a message, and waits until whoever reads has kept up. */
async function say(message: ReaderMessage): Promise<void> {
  if (!process.stdout.write(lineOf(message))) await once(process.stdout, "drain");
  if (message.say === "done" || message.say === "unreadable") {
    await new Promise<void>((resolve) => process.stdout.end(() => resolve()));
  }
}

async function takeOrder(): Promise<{ order: ReaderOrder; bytes: Uint8Array }> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Buffer);
  const all = Buffer.concat(pieces);
  const end = all.indexOf(0x0a);
  // Our own side's: no schema checks it, whose library would take 50 ms of every file.
  const order = JSON.parse(all.subarray(0, end).toString("utf8")) as ReaderOrder;
  // A copy of its own: what pdf.js gets it keeps.
  return { order, bytes: new Uint8Array(all.subarray(end + 1)) };
}
