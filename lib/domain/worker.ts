import { z } from "zod";
import { Id, StepRunId } from "./ids.ts";

/** A worker program as its page shows it. */
export const WorkerView = z.object({
  id: Id,
  host: z.string(),
  pid: z.number().int(),
  startedAt: z.string(),
  /** `alive`: its connection stands; `stopped`: it ended of its own accord; `lost`: it died, or its connection was cut. */
  state: z.enum(["alive", "stopped", "lost"]),
  /** When it was last heard of; null of one that never said anything. */
  lastSeenAt: z.string().nullable(),
  /** How many steps it carries out at the same time, at most. */
  concurrency: z.number().int(),
  /** Steps of the reader's workspace that it carries out now. */
  running: z.number().int(),
});
export type WorkerView = z.infer<typeof WorkerView>;

/** Steps that wait for a worker, and the one that has waited longest. `steps` counts no further than `most`. */
export const QueueView = z.object({
  steps: z.number().int(),
  most: z.number().int(),
  oldest: z
    .object({
      runId: Id,
      runNumber: z.number().int(),
      stepId: StepRunId,
      title: z.string(),
      since: z.string(),
    })
    .nullable(),
});
export type QueueView = z.infer<typeof QueueView>;

/** The workers of the installation and what waits for them: in the reader's workspace, and, for owners, how much in all. */
export const WorkersView = z.object({
  workers: z.array(WorkerView),
  queue: QueueView,
  inAll: z.object({ ready: z.number().int(), running: z.number().int() }).nullable(),
});
export type WorkersView = z.infer<typeof WorkersView>;
