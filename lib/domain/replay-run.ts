import type { StreamEvent } from "./event.ts";
import type { PlanGraph } from "./plan.ts";
import { applyRunEvent } from "./reduce-events.ts";
import { StepRunView } from "./run.ts";
import type { RunView } from "./view.ts";

/** So many events are applied from one kept state to the next: a look at any moment applies fewer. */
const BETWEEN = 500;

/** A run at any moment of its past, from its events. A state that was worked out is kept, so that moving about in time stays quick. */
export class RunReplay {
  readonly #events: readonly StreamEvent[];
  readonly #kept: RunView[];

  /**
   * @param run the run as it is now
   * @param events all of it, from the first
   * @param graph the graph with which it began
   */
  constructor(run: RunView, events: readonly StreamEvent[], graph: PlanGraph) {
    this.#events = events;
    this.#kept = [beginningOf(run, graph, (events[0]?.seq ?? 1) - 1)];
  }

  /** How many events had happened by then, in milliseconds since 1970. */
  countBy(moment: number): number {
    let [least, most] = [0, this.#events.length];
    while (least < most) {
      const middle = (least + most) >> 1;
      const event = this.#events[middle];
      if (event && Date.parse(event.at) <= moment) least = middle + 1;
      else most = middle;
    }
    return least;
  }

  /** The run after so many of its events. */
  after(count: number): RunView {
    const known = Math.min(Math.floor(count / BETWEEN), this.#kept.length - 1);
    let view = this.#kept[known] ?? this.#kept[0];
    if (!view) throw new Error("A replay has its beginning.");
    for (let at = known * BETWEEN; at < Math.min(count, this.#events.length); at++) {
      const event = this.#events[at];
      if (!event) break;
      const next = applyRunEvent(view, event);
      if (next !== "gap") view = next;
      if ((at + 1) % BETWEEN === 0 && this.#kept.length === (at + 1) / BETWEEN) this.#kept.push(view);
    }
    return view;
  }
}

/** A run before anything happened in it. */
function beginningOf(run: RunView, graph: PlanGraph, seq: number): RunView {
  const waiting = new Set(graph.dependencies.map(({ to }) => to));
  const steps = graph.steps.map(({ id }) =>
    StepRunView.parse({ stepId: id, status: waiting.has(id) ? "blocked" : "ready", attempt: 0 }),
  );
  return {
    ...run,
    versionNumber: run.firstVersion ?? run.versionNumber,
    graph,
    steps,
    status: "queued",
    reason: null,
    startedAt: null,
    finishedAt: null,
    stepsDone: 0,
    stepsTotal: steps.length,
    costMicros: 0,
    costUnknown: false,
    replan: null,
    replanUse: null,
    texts: {},
    dropped: {},
    seq,
  };
}
