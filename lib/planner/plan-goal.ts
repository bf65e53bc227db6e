import { Command } from "@langchain/langgraph";
import {
  PlanChoice,
  PlanQuestions,
  type Day,
  type GoalAnalysis,
  type PlanAnswers,
} from "#lib/domain/goal.ts";
import type { PlannerEvent } from "./planner-event.ts";
import { planningGraph, RECURSION_LIMIT, type PlannerPorts } from "./planning-graph.ts";
import { freshState, type PlanningState } from "./planning-state.ts";

/** What to plan. The same thread goes on where an earlier call ended; `choice` and `answers` answer what it waits with. */
export type PlanGoalInput = {
  threadId: string;
  goal: string;
  today: Day;
  askFirst?: boolean;
  /** What was understood of the goal before, answers of the person included; read anew from the goal when it is not given. */
  analysis?: GoalAnalysis | null;
  /** True when the built-in planner is to do it though there is a model. */
  builtIn?: boolean;
  choice?: string | null;
  answers?: PlanAnswers | null;
};

/**
 * Plans a goal, step by step. A thread that was begun before first says again what it had said (so that nothing is lost
 * between a checkpoint and its reader), then goes on. It ends with `finished` or `refused`, or with `choice` or `questions` when it
 * waits for the person.
 * @throws the signal's reason when it is aborted; the thread can be continued
 */
export async function* planGoal(input: PlanGoalInput, ports: PlannerPorts): AsyncGenerator<PlannerEvent> {
  const graph = planningGraph(ports);
  const thread = { configurable: { thread_id: input.threadId } };
  const before = await graph.getState(thread);
  const begun = before.createdAt !== undefined;
  const waiting = waitingOf(before.tasks);
  const answer = waiting?.type === "questions" ? (input.answers ?? null) : (input.choice ?? null);
  if (begun) {
    yield* saidBefore(before.values as PlanningState);
    if (before.next.length === 0) return;
    if (waiting !== null && answer === null) {
      yield waiting;
      return;
    }
  }
  const fresh = freshState({
    goal: input.goal,
    today: input.today,
    askFirst: input.askFirst ?? false,
    analysis: input.analysis ?? null,
    begunAt: ports.now().getTime(),
    by: ports.model !== null && input.builtIn !== true ? "model" : "built-in",
  });
  const start: Parameters<typeof graph.stream>[0] = !begun
    ? fresh
    : waiting !== null
      ? new Command({ resume: answer, update: { begunAt: begunAt(before, ports.now()) } })
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
  const asks = waitingOf((await graph.getState(thread)).tasks);
  if (asks !== null) yield asks;
}

/** When planning began, moved on by the time for which it waited for the person: that is not what planning took. */
function begunAt({ values, createdAt }: { values: unknown; createdAt?: string }, now: Date): number {
  const { begunAt: then } = values as PlanningState;
  return createdAt === undefined ? then : then + Math.max(0, now.getTime() - Date.parse(createdAt));
}

type Task = { interrupts: readonly { value?: unknown }[] };

/** What a thread waits for the person with. */
function waitingOf(tasks: readonly Task[]): Extract<PlannerEvent, { type: "choice" | "questions" }> | null {
  const [waiting] = tasks.flatMap((task) => task.interrupts);
  if (waiting === undefined) return null;
  const questions = PlanQuestions.safeParse(waiting.value);
  if (questions.success) return { type: "questions", questions: questions.data };
  return { type: "choice", choice: PlanChoice.parse(waiting.value) };
}

function* saidBefore(state: Partial<PlanningState>): Generator<PlannerEvent> {
  if (state.analysis) yield { type: "analysed", analysis: state.analysis };
  const { drafted } = state;
  if (drafted) {
    const { id: draft } = drafted;
    yield { type: "drafting", draft };
    for (const step of drafted.steps) yield { type: "step", draft, ...step };
    for (const [index, patch] of drafted.repairs.entries()) {
      if (patch.length > 0) yield { type: "repair", draft, round: index + 1, patch };
    }
  }
  const { refusal, report } = state;
  if (!report) return;
  if (refusal) yield { type: "refused", message: refusal, report };
  else yield { type: "finished", draft: drafted?.id ?? "", report };
}
