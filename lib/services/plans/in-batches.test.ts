import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { inBatches } from "./in-batches.ts";

/** Numbers from 1, in groups that are said in one turn each. */
async function* count(groups: number[], fail = false) {
  let last = 0;
  for (const size of groups) {
    for (let each = 0; each < size; each++) yield ++last;
    await turn();
    await turn();
  }
  if (fail) throw new Error("the source broke");
}

const never = () => {
  throw new Error("The source was to be ended.");
};

test("what is said in one turn comes together, at once, and what came meanwhile too, all in order", async () => {
  const batches: number[][] = [];
  for await (const batch of inBatches(count([2, 3, 1, 1]), { most: 100, giveUp: never })) {
    batches.push(batch);
    // The second time, the reader is busy for as long as the source goes on.
    if (batches.length === 2) for (let each = 0; each < 20; each++) await turn();
  }
  expect(batches).toEqual([
    [1, 2],
    [3, 4, 5],
    [6, 7],
  ]);
});

test("an array has no more things than it may", async () => {
  const batches: number[][] = [];
  for await (const batch of inBatches(count([7]), { most: 3, giveUp: never })) batches.push(batch);
  expect(batches).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
});

test("a source with nothing gives nothing", async () => {
  for await (const _ of inBatches(count([]), { most: 3, giveUp: never })) expect.unreachable();
});

test("an error of the source is thrown after all that came before it", async () => {
  const read: number[] = [];
  const reading = (async () => {
    for await (const batch of inBatches(count([1, 4], true), { most: 100, giveUp: never })) {
      read.push(...batch);
      await turn();
    }
  })();
  await expect(reading).rejects.toThrow("the source broke");
  expect(read).toEqual([1, 2, 3, 4, 5]);
});

test("a reader that leaves ends what the source is busy with, and waits until it is over", async () => {
  const stop = Promise.withResolvers<void>();
  let ended = false;
  async function* endless() {
    yield 1;
    try {
      await stop.promise;
      throw new Error("stopped");
    } finally {
      await turn();
      ended = true;
    }
  }
  const leaving = (async () => {
    for await (const _ of inBatches(endless(), { most: 100, giveUp: () => stop.resolve() })) {
      throw new Error("it cannot be written");
    }
  })();
  await expect(leaving).rejects.toThrow("it cannot be written");
  expect(ended).toBe(true);
});
