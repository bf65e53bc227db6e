import { EventEmitter } from "node:events";
import type { RunnerOptions, WorkerEvents } from "graphile-worker";
import { ANY_KIND } from "#lib/db/job-turn.ts";

/** Flags by name, as graphile-worker gives them with a job. */
type Flags = Readonly<Record<string, boolean>>;

/**
 * Holds every workspace to its share of a worker's job runners: a third of them for jobs of one kind, two thirds for all its jobs, so
 * that others find one free, be its jobs as many and as long as they like. Runners look for a job one after the other: were they to
 * look at once, each would see what was under way before.
 */
export class JobShares {
  readonly #ofKind: number;
  readonly #ofAll: number;
  readonly #running = new Map<string, number>();
  #looking: Promise<void> = Promise.resolve();

  /** @param runners how many runners the worker has */
  constructor(runners: number) {
    this.#ofKind = Math.max(1, Math.floor(runners / 3));
    this.#ofAll = Math.max(1, runners - this.#ofKind);
  }

  /** What one runner is given, so that it takes part. */
  runner(): Pick<RunnerOptions, "forbiddenFlags"> & { events: WorkerEvents } {
    const events: WorkerEvents = new EventEmitter();
    let found = () => {};
    events.on("job:start", ({ job }) => {
      this.#count(job.flags, 1);
      found();
    });
    events.on("job:complete", ({ job }) => this.#count(job.flags, -1));
    events.on("worker:getJob:empty", () => found());
    events.on("worker:getJob:error", () => found());
    return {
      events,
      forbiddenFlags: async () => {
        const before = this.#looking;
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#looking = before.then(() => promise);
        found = resolve;
        await before;
        return this.#full();
      },
    };
  }

  #full(): string[] {
    return [...this.#running]
      .filter(([flag, count]) => count >= (flag.startsWith(ANY_KIND) ? this.#ofAll : this.#ofKind))
      .map(([flag]) => flag);
  }

  #count(flags: Flags | null, by: 1 | -1): void {
    for (const flag of Object.keys(flags ?? {})) {
      const count = (this.#running.get(flag) ?? 0) + by;
      if (count > 0) this.#running.set(flag, count);
      else this.#running.delete(flag);
    }
  }
}
