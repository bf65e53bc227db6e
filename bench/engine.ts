import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { BenchStep, Work } from "./graphs.ts";

/** Where an engine works and how much it does at once. */
export type EngineOptions = { url: string; concurrency: number };

/** How long work took: in all, and each run from its start to its end as the engine's user would see it. */
export type Took = { ms: number; runs: number[] };

/** An engine under test. It is opened and closed, untimed, around each round. */
export type Engine = {
  /** Makes its tables where they are missing. */
  prepareDatabase: (url: string) => Promise<void>;
  open: (options: EngineOptions) => Promise<void>;
  /** Starts all runs at once and waits until they are done, durably. What a user does beforehand is not timed. */
  carryOut: (work: Work) => Promise<Took>;
  close: () => Promise<void>;
};

/** What a step hands on. */
export type Output = { value: number; text: string };

/** Text that compression makes little smaller, as that of a real output. */
const TEXT = randomBytes(48_000).toString("base64");

let done = 0;

/** How many steps were carried out in this process since the last time. */
export function takeDone(): number {
  const count = done;
  done = 0;
  return count;
}

/**
 * The work of a step, the same for every engine.
 * @throws Error when the engine did not hand on what the step before gave
 */
export async function workOf(
  step: Pick<BenchStep, "id" | "ms" | "bytes" | "input">,
  input: number,
): Promise<Output> {
  if (input !== step.input) throw new Error(`${step.id} was given ${input} and not ${step.input}.`);
  if (step.ms > 0) await pause(step.ms);
  done++;
  return { value: input + 1, text: TEXT.slice(0, step.bytes) };
}

/**
 * Starts every copy of every run and waits for all.
 * @param start one run; settles when it is done
 */
export async function timeRuns<Run>(
  runs: readonly Run[],
  start: (run: Run, index: number) => Promise<void>,
): Promise<Took> {
  const begun = performance.now();
  const times = await Promise.all(
    runs.map(async (run, index) => {
      await start(run, index);
      return performance.now() - begun;
    }),
  );
  return { ms: performance.now() - begun, runs: times };
}

/** Lets so many things happen at once and the rest wait for their turn. */
export function limiter(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

/**
 * Carries out steps as the code of a workflow would: each as soon as those it depends on are done.
 * @param most how many at once
 */
export async function flow(
  steps: readonly BenchStep[],
  most: number,
  work: (step: BenchStep, input: number) => Promise<Output>,
): Promise<void> {
  const limit = limiter(most);
  const outputs = new Map<string, Promise<Output>>();
  for (const step of steps) {
    const before = step.before.flatMap((id) => outputs.get(id) ?? []);
    const output = Promise.all(before).then(([first]) => limit(() => work(step, first?.value ?? 0)));
    outputs.set(step.id, output);
  }
  await Promise.all(outputs.values());
}
