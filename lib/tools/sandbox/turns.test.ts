import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

const forever = new AbortController().signal;

test("no more than a few go on at once, in the order in which they came", async () => {
  const turns = new Turns(2);
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const all = gates.map((gate, at) =>
    turns.take(forever, async () => {
      begun.push(at);
      await gate.promise;
      return at;
    }),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  gates[1]?.resolve();
  await all[1];
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2]);
  for (const gate of gates) gate.resolve();
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3, 4]);
});

test("one that is stopped while it waits takes no turn, and one that fails gives its turn on", async () => {
  const turns = new Turns(1);
  const gate = Promise.withResolvers<void>();
  const stop = new AbortController();
  const first = turns.take(forever, () => gate.promise);
  const stopped = turns.take(stop.signal, () => Promise.resolve("never"));
  const failing = turns.take(forever, () => Promise.reject(new Error("no")));
  const last = turns.take(forever, () => Promise.resolve("done"));
  stop.abort(new Error("enough"));
  await expect(stopped).rejects.toThrow("enough");
  gate.resolve();
  await first;
  await expect(failing).rejects.toThrow("no");
  expect(await last).toBe("done");
});
