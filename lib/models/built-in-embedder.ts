import path from "node:path";
import { Worker } from "node:worker_threads";
import { EmbeddedBatch, VECTOR_SIZE, type EmbedBatch } from "./built-in-embedder-messages.ts";

/** Texts that one call may bring. */
const MOST_TEXTS = 1_000;
/** Characters of a text that are read: 2,000 take 100 ms, and what a text is about stands before that. */
const MOST_CHARACTERS = 2_000;
/** Texts and characters a batch: so much takes 100 ms, which is what a call that comes in between has to wait. */
const BATCH = { texts: 8, characters: 2_000 };
/** How long a batch may take, loading the model included, before the thread counts as stuck. */
const PATIENCE_MS = 60_000;

/** How long the thread stays when nobody asks: it takes 170 MB, and begins anew in half a second. */
const IDLE_MS = 5 * 60_000;

/** What the embedder needs of a thread. */
type Thread = Pick<Worker, "postMessage" | "terminate" | "on" | "unref">;

type Waiting = { resolve: (vectors: Float32Array) => void; reject: (cause: Error) => void };

/**
 * Embeds texts in a thread of its own, which begins with the first call and again after it ended: because nobody asked for a while, or for
 * whatever reason.
 * @param start starts the thread
 */
export class BuiltInEmbedder {
  private readonly start: () => Thread;
  private readonly patienceMs: number;
  private readonly idleMs: number;
  private idle: NodeJS.Timeout | undefined;
  private thread: Thread | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor(start: () => Thread, patienceMs = PATIENCE_MS, idleMs = IDLE_MS) {
    this.start = start;
    this.patienceMs = patienceMs;
    this.idleMs = idleMs;
  }

  /** What `embedBuiltIn` says. */
  async embed(texts: readonly string[], signal: AbortSignal): Promise<number[][]> {
    signal.throwIfAborted();
    if (texts.length > MOST_TEXTS)
      throw new RangeError(`At most ${MOST_TEXTS} texts can be embedded at once.`);
    const vectors = texts.map(() => Array<number>(VECTOR_SIZE).fill(0));
    const written = texts.flatMap((text, at) => {
      const read = text.slice(0, MOST_CHARACTERS).trim();
      return read === "" ? [] : [{ at, read }];
    });
    for (const batch of batchesOf(written)) {
      const given = await this.ask(
        batch.map(({ read }) => read),
        signal,
      );
      for (const [index, { at }] of batch.entries()) {
        vectors[at] = [...given.subarray(index * VECTOR_SIZE, (index + 1) * VECTOR_SIZE)];
      }
    }
    return vectors;
  }

  private ask(texts: string[], signal: AbortSignal): Promise<Float32Array> {
    const id = ++this.last;
    const answer = Promise.withResolvers<Float32Array>();
    this.waiting.set(id, answer);
    const onAbort = () => answer.reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    // It also keeps the process alive for as long as somebody waits, which the thread does not.
    const timer = setTimeout(() => this.end(new Error("The embedder did not answer.")), this.patienceMs);
    try {
      this.thread ??= this.begin();
      this.thread.postMessage({ id, texts } satisfies EmbedBatch, []);
    } catch (cause) {
      answer.reject(cause instanceof Error ? cause : new Error(String(cause)));
    }
    return answer.promise.finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      this.waiting.delete(id);
      if (this.waiting.size === 0) this.rest();
    });
  }

  /** Ends the thread after a while in which nobody asks. */
  private rest(): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      if (this.waiting.size === 0) this.end(new Error("Nobody asked."));
    }, this.idleMs).unref();
  }

  private begin(): Thread {
    const thread = this.start();
    const ended = (why: Error) => {
      if (this.thread === thread) this.end(why);
    };
    thread.on("message", (message: unknown) => this.take(message));
    thread.on("error", (cause: Error) => ended(new Error("The embedder's thread failed.", { cause })));
    thread.on("exit", (code: number) => ended(new Error(`The embedder's thread ended with code ${code}.`)));
    // After the listeners: adding one makes the thread count again for whether the process may end.
    thread.unref();
    return thread;
  }

  private take(message: unknown): void {
    const answered = EmbeddedBatch.parse(message);
    const waiting = this.waiting.get(answered.id);
    if ("vectors" in answered) waiting?.resolve(answered.vectors);
    else waiting?.reject(new Error(`The text could not be embedded: ${answered.fault}`));
  }

  /** Gives the thread up, with all that wait for it; the next call begins another. */
  private end(why: Error): void {
    const { thread } = this;
    this.thread = null;
    for (const { reject } of this.waiting.values()) reject(why);
    void thread?.terminate();
  }
}

/** Texts in order, cut into batches; a long text is one of its own. */
function batchesOf<T extends { read: string }>(texts: readonly T[]): T[][] {
  const batches: T[][] = [];
  let characters = Infinity;
  for (const text of texts) {
    const batch = batches.at(-1);
    characters += text.read.length;
    if (batch && batch.length < BATCH.texts && characters <= BATCH.characters) batch.push(text);
    else {
      batches.push([text]);
      characters = text.read.length;
    }
  }
  return batches;
}

/** Next may load this module more than once in a process; the model must not be. */
const kept = globalThis as typeof globalThis & { planwrightEmbedder?: BuiltInEmbedder };

/**
 * Vectors of English texts by the model that comes with Planwright (Universal Sentence Encoder): 512 numbers each, of length 1, so
 * that the sum of products of two is how alike they are in meaning (about 0 for strangers, 1 for the same). It loads in half a
 * second at the first call, takes 170 MB, and works in a thread that keeps no process alive.
 * @param texts 1,000 at most, of each the first 2,000 characters; a blank one gets zeros
 * @throws the signal's reason; Error when the thread failed or did not answer within a minute
 */
export function embedBuiltIn(texts: readonly string[], signal: AbortSignal): Promise<number[][]> {
  kept.planwrightEmbedder ??= new BuiltInEmbedder(startThread);
  return kept.planwrightEmbedder.embed(texts, signal);
}

/** Without limits its heap grows to 370 MB for no gain in speed; it needs 170 MB, most of it outside of what is limited here. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 160 };

/** The file as it lies in the installation, which every program of Planwright runs in: Next's bundler must not follow it. */
function startThread(): Worker {
  const file = path.join(/* turbopackIgnore: true */ process.cwd(), "lib/models/built-in-embedder-thread.ts");
  // Nothing of the process's options and secrets is any business of the thread.
  return new Worker(file, { execArgv: [], env: {}, resourceLimits: LIMITS, name: "embedder" });
}
