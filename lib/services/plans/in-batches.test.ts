import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { inBatches } from "./in-batches.ts";

async function* count(to: number, fail = false) {
  for (let each = 1; each <= to; each++) {
    yield each;
    await Promise.resolve();
  }
  if (fail) throw new Error("the source broke");
}

const never = () => {
  throw new Error("The source was to be ended.");
};

test("the first thing is not held up, and what came meanwhile comes together, all in order", async () => {
  const batches: number[][] = [];
  for await (const batch of inBatches(count(9), { most: 100, giveUp: never })) {
    batches.push(batch);
    await turn();
  }
  expect(batches[0]).toEqual([1]);
  expect(batches).toHaveLength(2);
  expect(batches.flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("an array has no more things than it may", async () => {
  const batches: number[][] = [];
  for await (const batch of inBatches(count(7), { most: 3, giveUp: never })) {
    batches.push(batch);
    await turn();
  }
  expect(batches).toEqual([[1], [2, 3, 4], [5, 6, 7]]);
});

test("a source with nothing gives nothing", async () => {
  for await (const _ of inBatches(count(0), { most: 3, giveUp: never })) expect.unreachable();
});

test("an error of the source is thrown after all that came before it", async () => {
  const read: number[] = [];
  const reading = (async () => {
    for await (const batch of inBatches(count(5, true), { most: 100, giveUp: never })) {
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
