import type { GraphShape } from "#lib/domain/graph.ts";
import type { PlanDirection } from "../plan-direction.ts";
import type { Layout } from "./layout-value.ts";
import { shapeName } from "./shape-name.ts";

/** What the worker is asked. `earlier`: what is on the canvas, whose places are kept; null lays out afresh. */
export type LayoutRequest = { shape: GraphShape; direction: PlanDirection; earlier: Layout | null };
export type LayoutAnswer = Layout;

/** A request that waits for its turn. */
type Waiting = {
  request: LayoutRequest;
  /** The name of the graph that it is about. */
  of: string;
  signal: AbortSignal;
  answer: Promise<Layout>;
  resolve: (layout: Layout) => void;
  reject: (reason: unknown) => void;
};

let worker: Worker | null = null;
const waiting: Waiting[] = [];
let underWay: Waiting | null = null;

/**
 * Lays a plan out in a Web Worker. The same that was asked for already and is still wanted is done once for both; one that is no longer wanted before its turn is never begun, so that a row of quick edits waits for
 * one layout at most.
 * @returns rejects when it was aborted or the worker cannot be loaded
 */
export function requestLayout(request: LayoutRequest, signal: AbortSignal): Promise<Layout> {
  const of = shapeName(request.shape);
  const same = [underWay, ...waiting].find(
    (one) =>
      one !== null &&
      !one.signal.aborted &&
      one.of === of &&
      one.request.direction === request.direction &&
      one.request.earlier === request.earlier,
  );
  if (same)
    return same.answer.catch((reason: unknown) => {
      // Whoever asked first wants it no longer; this one still does.
      if (same.signal.aborted && !signal.aborted) return requestLayout(request, signal);
      throw reason;
    });
  const { promise: answer, resolve, reject } = Promise.withResolvers<Layout>();
  waiting.push({ request: bare(request), of, signal, answer, resolve, reject });
  next();
  return answer;
}

/** Starts the worker before there is anything to lay out, so that the first layout is quick. */
export function prepareLayout(): void {
  started();
}

/** Only what the layout looks at: steps can be large. */
function bare({ shape, ...rest }: LayoutRequest): LayoutRequest {
  const steps = shape.steps.map(({ id }) => ({ id }));
  return {
    ...rest,
    shape: { steps, dependencies: shape.dependencies.map(({ from, to }) => ({ from, to })) },
  };
}

function next(): void {
  if (underWay) return;
  for (let one = waiting.shift(); one; one = waiting.shift()) {
    if (one.signal.aborted) {
      one.reject(one.signal.reason);
      continue;
    }
    underWay = one;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has one partner, and no origin to name
    started().postMessage(one.request);
    return;
  }
}

function started(): Worker {
  if (worker) return worker;
  const made = new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module" });
  made.addEventListener("message", ({ data }: MessageEvent<LayoutAnswer>) => {
    settle((one) => (one.signal.aborted ? one.reject(one.signal.reason) : one.resolve(data)));
  });
  made.addEventListener("error", (event) => {
    // The next request tries with a new one.
    made.terminate();
    worker = null;
    settle((one) => one.reject(new Error(event.message || "The layout cannot be loaded.")));
  });
  worker = made;
  return made;
}

function settle(end: (one: Waiting) => void): void {
  const one = underWay;
  underWay = null;
  if (one) end(one);
  next();
}
