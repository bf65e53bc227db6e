import { Command } from "@langchain/langgraph";
import { PlanChoice } from "#lib/domain/goal.ts";
import type { Day } from "#lib/domain/goal.ts";
import { builtInDrafter } from "./built-in-drafter.ts";
import type { PlannerEvent } from "./planner-event.ts";
import { freshState, planningGraph, RECURSION_LIMIT } from "./planning-graph.ts";
import type { PlannerPorts, PlanningState } from "./planning-graph.ts";

/** What to plan. The same thread goes on where an earlier call ended; `choice` answers the question it waits with. */
export type PlanGoalInput = { threadId: string; goal: string; today: Day; choice?: string | null };

/**
 * Plans a goal, step by step. A thread that was begun before first says again what it had said (so that nothing is lost
 * between a checkpoint and its reader), then goes on. It ends with `finished`, or with `choice` when it waits for the person.
 * @throws the signal's reason when it is aborted; the thread can be continued
 */
export async function* planGoal(
  input: PlanGoalInput,
  ports: Omit<PlannerPorts, "drafter"> & { drafter?: PlannerPorts["drafter"] },
): AsyncGenerator<PlannerEvent> {
  const graph = planningGraph({ ...ports, drafter: ports.drafter ?? builtInDrafter });
  const thread = { configurable: { thread_id: input.threadId } };
  const before = await graph.getState(thread);
  const begun = before.createdAt !== undefined;
  const waiting = choiceOf(before.tasks);
  if (begun) {
    yield* saidBefore(before.values as PlanningState);
    if (before.next.length === 0) return;
    if (waiting !== null && (input.choice ?? null) === null) {
      yield { type: "choice", choice: waiting };
      return;
    }
  }
  const start: Parameters<typeof graph.stream>[0] = !begun
    ? freshState(input.goal, input.today)
    : waiting !== null
      ? new Command({ resume: input.choice })
      : null;
  const stream = await graph.stream(start, {
    ...thread,
    streamMode: "custom",
    durability: "sync",
    recursionLimit: RECURSION_LIMIT,
    signal: ports.signal,
  });
  for await (const event of stream) yield event as PlannerEvent;
  ports.signal.throwIfAborted();
  const choice = choiceOf((await graph.getState(thread)).tasks);
  if (choice !== null) yield { type: "choice", choice };
}

type Task = { interrupts: readonly { value?: unknown }[] };

function choiceOf(tasks: readonly Task[]): PlanChoice | null {
  const [waiting] = tasks.flatMap((task) => task.interrupts);
  return waiting === undefined ? null : PlanChoice.parse(waiting.value);
}

function* saidBefore(state: Partial<PlanningState>): Generator<PlannerEvent> {
  if (state.analysis) yield { type: "analysed", analysis: state.analysis };
  for (const drafted of state.steps ?? []) yield { type: "step", ...drafted };
  for (const [index, patch] of (state.repairs ?? []).entries()) {
    if (patch.length > 0) yield { type: "repair", round: index + 1, patch };
  }
  if (state.report) yield { type: "finished", report: state.report };
}
