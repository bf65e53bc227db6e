import { Annotation, Command, END, interrupt, START, StateGraph } from "@langchain/langgraph";
import type { BaseCheckpointSaver } from "@langchain/langgraph";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { testDb } from "#lib/testing/database.ts";
import { checkpointerOn } from "./checkpointer.ts";
import { QuickSaver } from "./quick-saver.ts";

const { pool } = await testDb();
await checkpointerOn(pool);
const quick = new QuickSaver(pool, "langgraph");
const plain = new PostgresSaver(pool, undefined, { schema: "langgraph" });

const State = Annotation.Root({
  goal: Annotation<string>,
  steps: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
  answer: Annotation<string | null>,
});

/** Two nodes side by side, a question to somebody, and a node that fails the first time. */
function graphOn(checkpointer: BaseCheckpointSaver, state: { fails: boolean }) {
  return new StateGraph(State)
    .addNode("left", () => ({ steps: ["left \u00e9\u0000'\\\""] }))
    .addNode("right", () => ({ steps: ["right"] }))
    .addNode("ask", () => ({ answer: interrupt({ question: "Which?" }) }))
    .addNode("last", ({ answer }) => {
      if (state.fails) throw new Error("the node fails");
      return { steps: [`last ${answer}`] };
    })
    .addEdge(START, "left")
    .addEdge(START, "right")
    .addEdge(["left", "right"], "ask")
    .addEdge("ask", "last")
    .addEdge("last", END)
    .compile({ checkpointer });
}

/** Goes through all that a thread can go through, and gives what one saver and the other read of it after each part. */
async function walk(saver: BaseCheckpointSaver) {
  const thread = { configurable: { thread_id: `walk:${newId()}` } };
  const seen: unknown[] = [];
  const look = async () => {
    const of = (each: BaseCheckpointSaver) => graphOn(each, { fails: false }).getState(thread);
    const [one, other] = [await of(quick), await of(plain)];
    expect(one).toEqual(other);
    seen.push([
      one.values,
      one.next,
      one.tasks.map(({ name, interrupts, error }) => [
        name,
        interrupts.map(({ value }) => value as unknown),
        error !== undefined,
      ]),
    ]);
  };
  const begin = { goal: "a goal", answer: null };
  const sync = { ...thread, durability: "sync" as const };
  await graphOn(saver, { fails: true }).invoke(begin, sync);
  await look();
  await expect(
    graphOn(saver, { fails: true }).invoke(new Command({ resume: "this one" }), sync),
  ).rejects.toThrow("fails");
  await look();
  await graphOn(saver, { fails: false }).invoke(null, sync);
  await look();
  const counts = await countsOf(thread.configurable.thread_id);
  await saver.deleteThread(thread.configurable.thread_id);
  expect(await countsOf(thread.configurable.thread_id)).toEqual([0, 0, 0]);
  return { seen, counts };
}

async function countsOf(threadId: string): Promise<number[]> {
  const { rows } = await pool.query<{ counts: number[] }>(
    `select array[
      (select count(*)::int from langgraph.checkpoints where thread_id = $1),
      (select count(*)::int from langgraph.checkpoint_blobs where thread_id = $1),
      (select count(*)::int from langgraph.checkpoint_writes where thread_id = $1)] as counts`,
    [threadId],
  );
  return rows[0]?.counts ?? [];
}

test("it keeps exactly what LangGraph's own checkpointer keeps, and either reads what the other wrote", async () => {
  const [mine, theirs] = [await walk(quick), await walk(plain)];
  expect(mine).toEqual(theirs);
  expect(mine.seen).toHaveLength(3);
});

test("a write that is made again replaces nothing, unless it is what a task says of itself", async () => {
  const kept = async (saver: BaseCheckpointSaver) => {
    const configurable = { thread_id: `again:${newId()}`, checkpoint_ns: "", checkpoint_id: newId() };
    await saver.putWrites({ configurable }, [["steps", "first"]], "task");
    await saver.putWrites({ configurable }, [["steps", "second"]], "task");
    await saver.putWrites({ configurable }, [["__error__", "first"]], "task");
    await saver.putWrites({ configurable }, [["__error__", "second"]], "task");
    const { rows } = await pool.query<{ text: string }>(
      `select concat_ws(' ', idx, channel, convert_from(blob, 'UTF8')) as text
      from langgraph.checkpoint_writes where thread_id = $1 order by idx`,
      [configurable.thread_id],
    );
    await saver.deleteThread(configurable.thread_id);
    return rows.map(({ text }) => text);
  };
  expect(await kept(quick)).toEqual(await kept(plain));
  expect(await kept(quick)).toEqual(['-1 __error__ "second"', '0 steps "first"']);
});
