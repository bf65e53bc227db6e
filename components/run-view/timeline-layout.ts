import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { StepRunStatus, StepRunView } from "#lib/domain/run.ts";

/**
 * What a step waited for: a `worker` to take it; its next try (`retry`); a time or an event (`until`); a person's approval, answer or
 * decision, also on what to do about its failure; room under a spend cap; a run that it started; or for nothing but that the run, which was `paused`, goes on.
 */
export type Wait =
  "worker" | "retry" | "until" | "approval" | "answer" | "decision" | "spend" | "run" | "paused";

/** A time in which the run was paused, or about to be: no worker takes a step. `to` null: it still is. Milliseconds since the epoch. */
export type Pause = { from: number; to: number | null };

/** A step's state from a moment (milliseconds since the epoch) until the next one; `wait`: what it waits for in it, a worker if left out. */
export type StateChange = { at: number; status: StepRunStatus; wait?: Wait };

/** A stretch of time that a step spent running, or waiting for something. Milliseconds since the epoch. */
export type TimelineBar = { from: number; to: number } & (
  { kind: "running" } | { kind: "waiting"; wait: Wait }
);

export type TimelineRow = {
  stepId: StepId;
  title: string;
  status: StepRunStatus;
  bars: TimelineBar[];
  /** On the chain of steps that the run's length comes from. */
  critical: boolean;
};

export type Timeline = { from: number; to: number; rows: TimelineRow[] };

/**
 * Lays a run out in time: a row a step, in the order in which they could start.
 * @param history the states each step went through, oldest first, as events told them; a step without any gets its states from
 *   the times in its view.
 * @param pauses when the run was paused, oldest first: what a step waited then, it did not wait for a worker.
 * @param startedAt when the run started, @param now the reader's clock or when the run ended; both in milliseconds since the epoch.
 * @param asksPeople whether a step that has failed waits until `now` for a person to say what is to become of it.
 */
export function layoutTimeline({
  graph,
  steps,
  history,
  pauses,
  startedAt,
  now,
  asksPeople,
}: {
  graph: PlanGraph;
  steps: readonly StepRunView[];
  history: ReadonlyMap<StepId, readonly StateChange[]>;
  pauses: readonly Pause[];
  startedAt: number;
  now: number;
  asksPeople: boolean;
}): Timeline {
  const states = new Map(steps.map((step) => [step.stepId, step]));
  const parents = new Map<StepId, StepId[]>();
  for (const { from, to } of graph.dependencies) parents.set(to, [...(parents.get(to) ?? []), from]);
  const critical = criticalPath(
    graph.steps.map(({ id }) => id),
    states,
    parents,
  );

  const rows = graph.steps.flatMap((step): TimelineRow[] => {
    const state = states.get(step.id);
    if (!state) return [];
    const ready = readyAt(parents.get(step.id) ?? [], states, startedAt);
    const told = history.get(step.id) ?? [];
    // Events that begin in the middle of a step's life (a moved run, a cut stream) say less than its view.
    const complete = state.startedAt === null || told.some((change) => change.status === "running");
    const changes = told.length > 0 && complete ? [...told] : fromView(state);
    // The first wait is for a worker; events do not tell when it began for the steps that were ready from the start.
    if (ready !== null && changes[0]?.status !== "ready") changes.unshift({ at: ready, status: "ready" });
    return [
      {
        stepId: step.id,
        title: step.title,
        status: state.status,
        bars: toBars(changes, pauses, { over: isOver(state.status), asksPeople, now }),
        critical: critical.has(step.id),
      },
    ];
  });

  rows.sort((a, b) => (a.bars[0]?.from ?? Infinity) - (b.bars[0]?.from ?? Infinity) || 0);
  const ends = rows.flatMap((row) => row.bars.map((bar) => bar.to));
  return { from: startedAt, to: Math.max(startedAt + 1, ...ends), rows };
}

function isOver(status: StepRunStatus): boolean {
  return status === "succeeded" || status === "failed" || status === "skipped" || status === "cancelled";
}

/** Whether what depends on the step may go on. */
function isDone({ status }: StepRunView): boolean {
  return status === "succeeded" || status === "skipped";
}

/** When the last of a step's dependencies was done; null when one is not. */
function readyAt(
  parents: readonly StepId[],
  states: ReadonlyMap<StepId, StepRunView>,
  startedAt: number,
): number | null {
  let ready = startedAt;
  for (const parent of parents) {
    const state = states.get(parent);
    if (!state?.finishedAt || !isDone(state)) return null;
    ready = Math.max(ready, Date.parse(state.finishedAt));
  }
  return ready;
}

function fromView(state: StepRunView): StateChange[] {
  const changes: StateChange[] = [];
  if (state.startedAt) changes.push({ at: Date.parse(state.startedAt), status: "running" });
  if (state.finishedAt && isOver(state.status))
    changes.push({ at: Date.parse(state.finishedAt), status: state.status });
  if (state.status === "waiting" && !state.startedAt) return [];
  return changes;
}

function toBars(
  changes: readonly StateChange[],
  pauses: readonly Pause[],
  { over, asksPeople, now }: { over: boolean; asksPeople: boolean; now: number },
): TimelineBar[] {
  const bars: TimelineBar[] = [];
  const add = (bar: TimelineBar) => {
    const last = bars.at(-1);
    if (last && last.to === bar.from && stretchName(last) === stretchName(bar)) last.to = bar.to;
    else if (bar.to > bar.from) bars.push(bar);
  };
  changes.forEach(({ at, status, wait = "worker" }, index) => {
    const next = changes[index + 1];
    const open = status === "failed" ? asksPeople : !over;
    // A step that is over and whose end was not told has no known end to draw.
    if (!next && !open) return;
    const to = Math.max(at, next?.at ?? now);
    if (status === "running") add({ kind: "running", from: at, to });
    // Whatever came after it, a person had to say.
    else if (status === "failed") add({ kind: "waiting", wait: "decision", from: at, to });
    else if (status !== "ready" && status !== "waiting") return;
    else if (wait === "worker") for (const bar of workerWaits(at, to, pauses)) add(bar);
    else add({ kind: "waiting", wait, from: at, to });
  });
  return bars;
}

/** A time in which a step could have been taken by a worker, had the run not been paused in parts of it. */
function workerWaits(from: number, to: number, pauses: readonly Pause[]): TimelineBar[] {
  const bars: TimelineBar[] = [];
  let at = from;
  for (const pause of pauses) {
    const [begun, ended] = [Math.max(at, pause.from), Math.min(to, pause.to ?? to)];
    if (begun >= ended) continue;
    bars.push({ kind: "waiting", wait: "worker", from: at, to: begun });
    bars.push({ kind: "waiting", wait: "paused", from: begun, to: ended });
    at = ended;
  }
  return [...bars, { kind: "waiting", wait: "worker", from: at, to }];
}

/** What a stretch is one of: "running", or what was waited for. */
export function stretchName(bar: TimelineBar): "running" | Wait {
  return bar.kind === "running" ? "running" : bar.wait;
}

/** How long the stretches of each kind are together, in seconds, the longest first. */
export function timeByStretch(bars: readonly TimelineBar[]): { name: "running" | Wait; seconds: number }[] {
  const sums = new Map<"running" | Wait, number>();
  for (const bar of bars) {
    const name = stretchName(bar);
    sums.set(name, (sums.get(name) ?? 0) + (bar.to - bar.from) / 1_000);
  }
  return Array.from(sums, ([name, seconds]) => ({ name, seconds })).toSorted((a, b) => b.seconds - a.seconds);
}

/**
 * The chain that ends with the step of the plan that ended last, each link the dependency that kept the next one waiting longest: the one
 * that was done last, be it by a worker, a person or because it was skipped.
 */
function criticalPath(
  ids: readonly StepId[],
  states: ReadonlyMap<StepId, StepRunView>,
  parents: ReadonlyMap<StepId, readonly StepId[]>,
): Set<StepId> {
  const path = new Set<StepId>();
  let current = latest(ids, states, hasEnded);
  while (current && !path.has(current)) {
    path.add(current);
    current = latest(parents.get(current) ?? [], states, isDone);
  }
  return path;
}

/** Whether a step's end is part of what the run did: one that was cancelled before it began only stood there. */
function hasEnded({ status, startedAt }: StepRunView): boolean {
  return isOver(status) && (status !== "cancelled" || startedAt !== null);
}

/** The one of these steps that ended last among those that count; null when none does. */
function latest(
  ids: readonly StepId[],
  states: ReadonlyMap<StepId, StepRunView>,
  counts: (state: StepRunView) => boolean,
): StepId | null {
  let found: { id: StepId; at: number } | null = null;
  for (const id of ids) {
    const state = states.get(id);
    if (!state?.finishedAt || !counts(state)) continue;
    const at = Date.parse(state.finishedAt);
    if (!found || at > found.at) found = { id, at };
  }
  return found?.id ?? null;
}

const TICK_SECONDS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400,
];
const MAX_TICKS = 6;

/** Round moments to mark on an axis of this many seconds, starting with 0. @param most how many at most */
export function timelineTicks(seconds: number, most = MAX_TICKS): number[] {
  const step = TICK_SECONDS.find((size) => seconds / size <= most - 1) ?? Math.ceil(seconds / (most - 1));
  const ticks: number[] = [];
  // Multiplied, not summed: sums of 0.1 drift.
  for (let index = 0; index * step <= seconds; index++) ticks.push(Math.round(index * step * 100) / 100);
  return ticks;
}
