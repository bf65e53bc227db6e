import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { EngineOptions, Took } from "./engine.ts";
import { chain, diamonds, stepCount, type Work } from "./graphs.ts";

const PROGRAM = path.join(import.meta.dirname, "engine-program.ts");

/** What is done untimed before each measurement: a server's connections have planned their statements long ago. */
const WARM_UP = [
  { graph: chain(20), copies: 1 },
  { graph: diamonds(5), copies: 10 },
];

/** What the bench asks of an engine's process, one thing at a time. */
export type EngineCall =
  | { verb: "prepareDatabase"; url: string }
  | { verb: "open"; options: EngineOptions }
  | { verb: "carryOut"; work: Work }
  | { verb: "close" };

/** What it answers. */
export type EngineReply = { ok: true; value: unknown } | { ok: false; message: string };

/** An engine in a process of its own, which lives through all rounds so that its code is as warm as in a server's. */
export class EngineProcess {
  readonly name: string;
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(name: string, url: string, child: ChildProcess) {
    this.name = name;
    this.url = url;
    this.#child = child;
  }

  /**
   * Starts an engine on a database of its own and makes its tables.
   * @param nodeArguments for Node itself, such as `--cpu-prof`
   */
  static async start(name: string, url: string, nodeArguments: readonly string[]): Promise<EngineProcess> {
    const child = fork(PROGRAM, [name], {
      stdio: ["ignore", 2, 2, "ipc"],
      serialization: "advanced",
      execArgv: [...nodeArguments],
      env: { ...process.env, LOG_LEVEL: "info", NODE_ENV: "production" },
    });
    const engine = new EngineProcess(name, url, child);
    await engine.#answer();
    await engine.prepareDatabase(url);
    return engine;
  }

  /** Makes the engine's tables in another database. */
  async prepareDatabase(url: string): Promise<void> {
    await this.#ask({ verb: "prepareDatabase", url });
  }

  /**
   * Opens the engine, lets it warm up and do the work, and closes it again; only the work is timed.
   * @param url the database, when it is not the engine's usual one
   * @throws Error when it fails or did not carry out each step exactly once
   */
  async carryOut(work: Work, concurrency: number, url = this.url): Promise<Took> {
    await this.#ask({ verb: "open", options: { url, concurrency } });
    try {
      await this.#ask({ verb: "carryOut", work: { runs: WARM_UP, calls: work.calls } });
      const took = (await this.#ask({ verb: "carryOut", work })) as Took & { done: number };
      const steps = stepCount(work);
      // Steps that other processes carried out are not counted here.
      if (took.done !== steps && took.done !== 0)
        throw new Error(`${this.name} carried out ${took.done} of ${steps} steps.`);
      return took;
    } finally {
      await this.#ask({ verb: "close" });
    }
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }

  async #ask(call: EngineCall): Promise<unknown> {
    const answer = this.#answer();
    this.#child.send(call);
    return answer;
  }

  async #answer(): Promise<unknown> {
    const gone = new AbortController();
    const onExit = () => gone.abort();
    this.#child.once("exit", onExit);
    try {
      const [reply] = (await once(this.#child, "message", { signal: gone.signal })) as [EngineReply];
      if (!reply.ok) throw new Error(`${this.name}: ${reply.message}`);
      return reply.value;
    } finally {
      this.#child.off("exit", onExit);
    }
  }
}
