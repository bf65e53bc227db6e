import type { SkipCause } from "#lib/domain/run.ts";
import type { StepState } from "./step-machine.ts";

/** A step of a run as far as it matters to what was corrected. Times are milliseconds. */
export type UsingStep = {
  stepId: string;
  state: StepState;
  skipCause: SkipCause | null;
  stale: boolean;
  /** When a person last put its output right. */
  correctedAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  /** Whether doing it again would repeat what must not be repeated unasked. */
  once: boolean;
};

/** Which step's output which other step may have read. */
export type Use = { from: string; to: string };

/** What a rerun of stale steps comes to: `redone` steps are done again, those of them in `stillStale` without all that is new. */
export type Redo = {
  redone: string[];
  stillStale: string[];
  /** Stale and finished, but left as they are: because they must not be repeated unasked, or nothing they read has changed yet. */
  kept: { stepId: string; why: "once" | "nothing_new" }[];
};

/**
 * The steps that have used what a step handed on before its output was put right: those that depend on it and have begun, and
 * so on from each of them. Of the steps that have not begun only those behind a step that is under way are among them, since
 * that one will hand on what it makes of the old output.
 */
export function usersOf(steps: readonly UsingStep[], uses: readonly Use[], stepId: string): string[] {
  const byId = new Map(steps.map((step) => [step.stepId, step]));
  const after = Map.groupBy(uses, (use) => use.from);
  const found = new Set<string>();
  const open = [stepId];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    const source = byId.get(from);
    const willHandOnOld = from !== stepId && source !== undefined && !isOver(source);
    for (const { to } of after.get(from) ?? []) {
      const step = byId.get(to);
      if (!step || found.has(to) || to === stepId) continue;
      if (!hasUsed(step) && !(willHandOnOld && isAhead(step))) continue;
      found.add(to);
      open.push(to);
    }
  }
  return [...found];
}

/**
 * Chooses which stale steps are done again. What has used a stale step's output since counts as stale too.
 * @param wish.only these; left out: all that is stale and has something new to read
 * @param wish.includeOnce also those that must not be repeated unasked
 */
export function chooseRedo(
  steps: readonly UsingStep[],
  uses: readonly Use[],
  wish: { only?: ReadonlySet<string>; includeOnce: boolean },
): Redo {
  const byId = new Map(steps.map((step) => [step.stepId, step]));
  const stale = new Set(steps.filter((step) => step.stale).map((step) => step.stepId));
  // What is added here is looked at as well.
  for (const source of stale) {
    for (const user of usersOf(steps, uses, source)) {
      const step = byId.get(user);
      // What a person has put right is right until something it reads is put right later.
      if (step && step.correctedAt === null && hasUsed(step)) stale.add(user);
    }
  }
  const before = Map.groupBy(uses, (use) => use.to);
  const candidates = steps.filter((step) => stale.has(step.stepId) && isOver(step) && hasUsed(step));
  const wanted = candidates.filter((step) => !wish.only || wish.only.has(step.stepId));
  const redone = new Set(wanted.filter((step) => wish.includeOnce || !step.once).map((step) => step.stepId));
  const sources = (stepId: string) => (before.get(stepId) ?? []).map((use) => use.from);
  const isNews = (source: string, reader: UsingStep) => {
    const step = byId.get(source);
    if (redone.has(source)) return true;
    if (!step || stale.has(source)) return false;
    const began = reader.startedAt ?? reader.finishedAt ?? 0;
    // What ended in the commit that the reader was claimed in was read by it; what a person put right at that time may not have been.
    return (step.finishedAt ?? 0) > began || (step.correctedAt ?? 0) >= began;
  };
  // Without anything new to read a step would do the same again: leaving out one may leave out those after it.
  for (let changed = wish.only === undefined; changed;) {
    changed = false;
    for (const step of wanted) {
      if (!redone.has(step.stepId)) continue;
      if (sources(step.stepId).some((source) => isNews(source, step))) continue;
      redone.delete(step.stepId);
      changed = true;
    }
  }
  const stillStale = new Set<string>();
  const leavesOld = (source: string) => (stale.has(source) && !redone.has(source)) || stillStale.has(source);
  for (let changed = true; changed;) {
    changed = false;
    for (const stepId of redone) {
      if (stillStale.has(stepId) || !sources(stepId).some(leavesOld)) continue;
      stillStale.add(stepId);
      changed = true;
    }
  }
  return {
    redone: [...redone],
    stillStale: [...stillStale],
    kept: wanted
      .filter((step) => !redone.has(step.stepId))
      .map((step) => ({
        stepId: step.stepId,
        why: step.once && !wish.includeOnce ? "once" : "nothing_new",
      })),
  };
}

/** It has begun or is done, and not because a person decided so. */
function hasUsed({ state, skipCause }: UsingStep): boolean {
  if (state === "skipped") return skipCause !== "person" && skipCause !== "declined";
  return ["running", "waiting_decision", "waiting_items", "succeeded", "failed"].includes(state);
}

function isOver({ state }: UsingStep): boolean {
  return state === "succeeded" || state === "failed" || state === "skipped";
}

/** It has not begun, or will begin again. */
function isAhead({ state }: UsingStep): boolean {
  return state === "blocked" || state === "ready" || state === "waiting_timer";
}
