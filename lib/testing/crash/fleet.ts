import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import path from "node:path";
import { Ready, type Arm } from "./doom.ts";

const PROGRAM = path.join(import.meta.dirname, "crash-worker.ts");
const LIGHT = ["--import", path.join(import.meta.dirname, "without-planner.ts")];

/** A worker program under test. `workerIds`: a worker that lost its connection goes on under a new one. */
export type CrashWorker = {
  number: number;
  pid: number;
  workerIds: string[];
  /** `starting` until it says that it works; `armed` and `stopped` by the harness; `ended` when it is gone. */
  state: "starting" | "ready" | "armed" | "stopped" | "ended";
  ended: Promise<void>;
};

/** Starts workers, keeps their number, and kills them when told. */
export class Fleet {
  readonly workers = new Set<CrashWorker>();
  /** Every worker there ever was. */
  readonly all: CrashWorker[] = [];
  /** What workers did that nobody told them to. `began`: whether they had been at work before. */
  readonly surprises: { at: number; began: boolean; what: string }[] = [];
  readonly #processes = new Map<CrashWorker, ChildProcess>();
  readonly #expected = new Set<CrashWorker>();
  readonly #args: string[];
  readonly #directory: string;
  readonly #nodeArgs: (worker: number) => readonly string[];
  readonly #environment: NodeJS.ProcessEnv;
  #started = 0;
  #size = 0;

  constructor(options: {
    url: string;
    directory: string;
    leaseSeconds: number;
    concurrency: number;
    /** Arguments of Node for the worker of this number. */
    nodeArgs: (worker: number) => readonly string[];
    sabotage: string;
  }) {
    this.#args = [String(options.leaseSeconds), String(options.concurrency), options.sabotage];
    this.#directory = options.directory;
    this.#nodeArgs = options.nodeArgs;
    this.#environment = {
      ...process.env,
      DATABASE_URL: options.url,
      LOG_LEVEL: "info",
      NODE_ENV: "test",
      NODE_COMPILE_CACHE: path.join(options.directory, "compiled"),
    };
  }
  /** Those that work and that nobody is about to kill. */
  healthy(): CrashWorker[] {
    return [...this.workers]
      .filter((worker) => worker.state === "ready")
      .toSorted((a, b) => a.number - b.number);
  }

  /** Keeps this many from now on. */
  keep(size: number): void {
    this.#size = size;
    while (this.workers.size < size) this.#start();
  }

  /** Tells a worker to kill itself at a boundary. */
  arm(worker: CrashWorker, arm: Arm): void {
    worker.state = "armed";
    this.#expected.add(worker);
    this.#processes.get(worker)?.send(arm, () => undefined);
  }

  /** Kills, or ends politely, for good. */
  end(worker: CrashWorker, signal: "SIGKILL" | "SIGTERM"): void {
    if (worker.state === "ended") return;
    worker.state = "armed";
    this.#expected.add(worker);
    this.#signal(worker, signal);
  }

  stop(worker: CrashWorker): void {
    worker.state = "stopped";
    this.#signal(worker, "SIGSTOP");
  }

  resume(worker: CrashWorker): void {
    if (worker.state !== "stopped") return;
    worker.state = "ready";
    this.#signal(worker, "SIGCONT");
  }

  /** Ends all of them, politely where that works. */
  async close(): Promise<void> {
    this.#size = 0;
    const all = [...this.workers];
    for (const worker of all) {
      this.resume(worker);
      this.end(worker, "SIGTERM");
    }
    const patience = setTimeout(() => this.kill(), 15_000);
    await Promise.all(all.map((worker) => worker.ended));
    clearTimeout(patience);
  }

  /** Ends all of them at once, without waiting. */
  kill(): void {
    this.#size = 0;
    for (const worker of this.workers) this.end(worker, "SIGKILL");
  }

  #signal(worker: CrashWorker, signal: NodeJS.Signals): void {
    this.#processes.get(worker)?.kill(signal);
  }

  #start(): void {
    const number = ++this.#started;
    const [lease = "", concurrency = "", sabotage = ""] = this.#args;
    // What its libraries say on standard output belongs to its log as well.
    const log = openSync(path.join(this.#directory, `worker-${number}.log`), "a");
    const child = spawn(
      process.execPath,
      [
        ...LIGHT,
        ...this.#nodeArgs(number),
        PROGRAM,
        this.#directory,
        String(number),
        lease,
        concurrency,
        sabotage,
      ],
      { env: this.#environment, stdio: ["ignore", log, log, "ipc"] },
    );
    closeSync(log);
    const worker: CrashWorker = {
      number,
      pid: child.pid ?? 0,
      workerIds: [],
      state: "starting",
      ended: new Promise((resolve) => child.once("exit", () => resolve())),
    };
    this.#processes.set(worker, child);
    this.workers.add(worker);
    this.all.push(worker);
    child.on("message", (message) => {
      worker.workerIds.push(Ready.parse(message).workerId);
      if (worker.state === "starting") worker.state = "ready";
    });
    child.on("error", () => undefined);
    child.once("exit", (code, signal) => {
      worker.state = "ended";
      this.workers.delete(worker);
      this.#processes.delete(worker);
      if (!this.#expected.has(worker)) {
        const what = `worker ${number} ended by itself (${signal ?? `exit code ${code}`})`;
        this.surprises.push({ at: Date.now(), began: worker.workerIds.length > 0, what });
      }
      const more = () => {
        if (this.workers.size < this.#size) this.#start();
      };
      // One that could not begin is started again as a supervisor would, not at once.
      if (worker.workerIds.length === 0) setTimeout(more, 300);
      else more();
    });
  }
}
