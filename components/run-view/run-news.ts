import type { RunNeeds } from "#lib/domain/run.ts";
import type { RunSummary } from "#lib/domain/view.ts";

type SeenRun = Pick<RunSummary, "id" | "planTitle" | "status" | "waitsFor" | "needs">;
/** What runs were last known to be, by id. */
export type KnownRuns = ReadonlyMap<string, SeenRun>;

/** Something about a run that the person who started it wants to hear of, wherever in the app they are. */
export type RunNews = { runId: string; text: string; tone: "info" | "error" };

/** What runs are, to be compared with what they will be. */
export function known(runs: readonly SeenRun[]): KnownRuns {
  return new Map(runs.map((run) => [run.id, run]));
}

/**
 * What became of runs since they were last seen: that one has ended, or needs a person, be it for one of its steps while the others go on.
 * Of one that is seen for the first time only that it needs somebody or has ended already counts when there was a list before (it began
 * and got there meanwhile). That a run was aborted is no news: a person did it.
 * @param before null: nothing was known, and nothing is news
 */
export function newsOf(before: KnownRuns | null, runs: readonly SeenRun[]): RunNews[] {
  if (before === null) return [];
  return runs.flatMap((run) => {
    const words = wordsOf(run, before.get(run.id));
    return words === null ? [] : [{ runId: run.id, ...words }];
  });
}

/** What a run is said to wait for, by kind; the first kind of which there is more than before is told. */
const NEED_WORDS: Record<keyof RunNeeds, (name: string) => string> = {
  approval: (name) => `${name} waits for an approval.`,
  answer: (name) => `${name} waits for an answer.`,
  replan: (name) => `A replan of ${name} waits for a decision.`,
  spend: (name) => `${name} has reached its spend cap.`,
  decision: (name) => `Nobody knows how a step of ${name} ended.`,
};
const KINDS = Object.keys(NEED_WORDS) as (keyof RunNeeds)[];

function wordsOf(run: SeenRun, before: SeenRun | undefined): Omit<RunNews, "runId"> | null {
  const { planTitle, status, waitsFor, needs } = run;
  const name = `“${planTitle}”`;
  const stuck = status === "needs_attention" && waitsFor === null;
  const wasStuck = before?.status === "needs_attention" && before.waitsFor === null;
  const kind = KINDS.find((one) => needs[one] > (before?.needs[one] ?? 0));
  if (kind) return { text: NEED_WORDS[kind](name), tone: "info" };
  if (stuck && !wasStuck) return { text: `${name} cannot go on by itself.`, tone: "error" };
  if (status === before?.status) return null;
  if (status === "succeeded") return { text: `${name} has succeeded.`, tone: "info" };
  return status === "failed" ? { text: `${name} has failed.`, tone: "error" } : null;
}
