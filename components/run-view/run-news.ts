import type { RunSummary } from "#lib/domain/view.ts";

/** What a run was last known to be: its state, and what it waits for. */
export type KnownRuns = ReadonlyMap<string, string>;
type SeenRun = Pick<RunSummary, "id" | "planTitle" | "status" | "waitsFor">;

/** Something about a run that the person who started it wants to hear of, wherever in the app they are. */
export type RunNews = { runId: string; text: string; tone: "info" | "error" };

/** What runs are, to be compared with what they will be. */
export function known(runs: readonly SeenRun[]): KnownRuns {
  return new Map(runs.map((run) => [run.id, keyOf(run)]));
}

/**
 * What became of runs since they were last seen: that one has ended, or needs a person. Of one that is seen for the first time only
 * that it needs somebody or has ended already counts when there was a list before (it began and got there meanwhile). That a run was aborted is
 * no news: a person did it.
 * @param before null: nothing was known, and nothing is news
 */
export function newsOf(before: KnownRuns | null, runs: readonly SeenRun[]): RunNews[] {
  if (before === null) return [];
  return runs.flatMap((run) => {
    const words = before.get(run.id) === keyOf(run) ? null : wordsOf(run);
    return words === null ? [] : [{ runId: run.id, ...words }];
  });
}

function keyOf({ status, waitsFor }: SeenRun): string {
  return `${status} ${waitsFor ?? ""}`;
}

function wordsOf({ planTitle, status, waitsFor }: SeenRun): Omit<RunNews, "runId"> | null {
  const name = `“${planTitle}”`;
  if (waitsFor === "approval") return { text: `${name} waits for an approval.`, tone: "info" };
  if (waitsFor === "answer") return { text: `${name} waits for an answer.`, tone: "info" };
  if (waitsFor === "spend") return { text: `${name} has reached its spend cap.`, tone: "info" };
  if (status === "needs_attention") return { text: `${name} cannot go on by itself.`, tone: "error" };
  if (status === "succeeded") return { text: `${name} has succeeded.`, tone: "info" };
  return status === "failed" ? { text: `${name} has failed.`, tone: "error" } : null;
}
