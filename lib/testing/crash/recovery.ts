import type { Evidence } from "./evidence.ts";
import type { Done } from "./executioner.ts";

/** How long after a kill, or beyond its lease after a stop, other workers claimed what the worker had held; in milliseconds. */
export type Recovery = {
  killed: number[];
  stopped: number[];
  /** All of them in words, with their times: the kill, the end of the attempt, the next claim. */
  told: { ms: number; what: string }[];
};

/**
 * Finds, for every step that a killed or stopped worker held, when it was claimed again. Left out: what a person was asked
 * about or a pause held up, and what the death of the database fell into.
 */
export function measureRecovery(
  runs: readonly Evidence[],
  done: readonly Done[],
  leaseSeconds: number,
): Recovery {
  const recovery: Recovery = { killed: [], stopped: [], told: [] };
  const ends = new Map<string, Done[]>();
  for (const each of done) for (const id of each.workerIds) ends.set(id, [...(ends.get(id) ?? []), each]);
  const databaseDeaths = done.filter(({ kind }) => kind === "database").map(({ at }) => at);

  for (const { runId, attempts, deeds } of runs) {
    const held = deeds.filter(({ kind }) => kind === "pause" || kind === "resume" || kind === "abort");
    for (const [at, attempt] of attempts.entries()) {
      const next = attempts[at + 1];
      if (attempt.status !== "lost" || next?.stepId !== attempt.stepId || !attempt.workerId) continue;
      const began = attempt.startedAt.getTime();
      const again = next.startedAt.getTime();
      const cause = (ends.get(attempt.workerId) ?? []).find(
        (each) => each.at >= began - 5 && each.at <= (attempt.finishedAt?.getTime() ?? again),
      );
      if (!cause) continue;
      const disturbed = databaseDeaths.some((death) => death > cause.at - 3_000 && death < again);
      const paused = held.some((deed) => deed.at < again && deed.at > cause.at - 5_000);
      if (disturbed || paused) continue;
      if (cause.kind === "database") continue;
      const ms = again - cause.at - (cause.kind === "stopped" ? leaseSeconds * 1_000 : 0);
      recovery[cause.kind].push(ms);
      const lost = (attempt.finishedAt?.getTime() ?? again) - cause.at;
      const when = new Date(cause.at).toISOString();
      recovery.told.push({
        ms,
        what: `${attempt.stepId} of run ${runId}: worker ${cause.kind} ${when}, taken back after ${lost} ms, claimed after ${again - cause.at} ms`,
      });
    }
  }
  return recovery;
}

/** The value that this share of all is not above; null when there is none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
}
