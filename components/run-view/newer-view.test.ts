import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import type { StreamEvent } from "#lib/domain/event.ts";
import type { RunView } from "#lib/domain/view.ts";
import { runView } from "#lib/testing/run-views.ts";
import { newerView } from "./newer-view.ts";

const { id } = runView();

const called = (seq: number, costMicros: number): StreamEvent => ({
  topic: `run:${id}`,
  seq,
  at: "",
  body: {
    type: "tool.called",
    stepId: "a",
    attempt: 1,
    call: 0,
    tool: "t",
    status: "succeeded",
    message: null,
    costMicros,
  },
});

const below: RunView["below"] = [
  {
    runId: id,
    number: 2,
    planTitle: "Below",
    status: "needs_attention",
    waitsFor: "answer",
    waits: "It asks.",
    seq: 9,
  },
];

test("a fetch that answers late with an older view does not undo the events that came meanwhile", async () => {
  const cache = new QueryClient();
  const queryKey = ["run"];
  cache.setQueryData(queryKey, runView({ seq: 30 }));
  let answer: (view: RunView) => void = () => undefined;
  const fetching = cache.fetchQuery({
    queryKey,
    queryFn: async () => {
      const fetched = await new Promise<RunView>((resolve) => (answer = resolve));
      return newerView(cache.getQueryData<RunView>(queryKey), fetched, []);
    },
  });
  const known = runView({ seq: 35, stepsDone: 1 });
  cache.setQueryData(queryKey, known);
  answer(runView({ seq: 30 }));
  await fetching;
  expect(cache.getQueryData(queryKey)).toEqual(known);
});

test("a newer or equal answer is taken", () => {
  const known = runView({ seq: 3, planTitle: "known" });
  expect(newerView(known, runView({ seq: 3, planTitle: "fetched" }), []).planTitle).toBe("fetched");
  expect(newerView(known, runView({ seq: 4, planTitle: "fetched" }), []).planTitle).toBe("fetched");
  expect(newerView(undefined, runView({ seq: 1 }), [])).toEqual(runView({ seq: 1 }));
});

test("an older answer tells of the runs below, and what they cost, with the run's own events after it", () => {
  const known = runView({ seq: 32, costMicros: 107 });
  const fetched = runView({ seq: 30, costMicros: 150, below });
  expect(newerView(known, fetched, [called(31, 3), called(32, 4)])).toMatchObject({
    seq: 32,
    costMicros: 157,
    below,
  });
  // Where those events are not here any more, the run's own state stays what it was.
  expect(newerView(known, fetched, [called(32, 4)])).toEqual({ ...known, below });
});
