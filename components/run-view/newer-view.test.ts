import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { newerView } from "./newer-view.ts";

test("a fetch that answers late with an older view does not undo the events that came meanwhile", async () => {
  const cache = new QueryClient();
  const queryKey = ["run"];
  cache.setQueryData(queryKey, { seq: 30 });
  let answer: (view: { seq: number }) => void = () => undefined;
  const fetching = cache.fetchQuery({
    queryKey,
    queryFn: async () => {
      const fetched = await new Promise<{ seq: number }>((resolve) => (answer = resolve));
      return newerView(cache.getQueryData<{ seq: number }>(queryKey), fetched);
    },
  });
  cache.setQueryData(queryKey, { seq: 35 });
  answer({ seq: 30 });
  await fetching;
  expect(cache.getQueryData(queryKey)).toEqual({ seq: 35 });
});

test("a newer or equal answer is taken", () => {
  const known = { seq: 3, name: "known" };
  expect(newerView(known, { seq: 3, name: "fetched" }).name).toBe("fetched");
  expect(newerView(known, { seq: 4, name: "fetched" }).name).toBe("fetched");
  expect(newerView(undefined, { seq: 1 })).toEqual({ seq: 1 });
});
