import { expect, test } from "vitest";
import { known, newsOf } from "./run-news.ts";

const run = (id: string, status: "running" | "needs_attention" | "succeeded" | "failed" | "aborted") => ({
  id,
  planTitle: `Plan ${id}`,
  status,
  waitsFor: null,
});

test("nothing is news when nothing was known", () => {
  expect(newsOf(null, [run("a", "failed")])).toEqual([]);
});

test("that a run has ended or needs somebody is told once", () => {
  const before = known([
    run("a", "running"),
    run("b", "running"),
    run("c", "running"),
    run("d", "succeeded"),
  ]);
  const now = [run("a", "succeeded"), run("b", "failed"), run("c", "needs_attention"), run("d", "succeeded")];
  expect(newsOf(before, now)).toEqual([
    { runId: "a", text: "“Plan a” has succeeded.", tone: "info" },
    { runId: "b", text: "“Plan b” has failed.", tone: "error" },
    { runId: "c", text: "“Plan c” cannot go on by itself.", tone: "error" },
  ]);
  expect(newsOf(known(now), now)).toEqual([]);
});

test("what it waits for is told, each kind anew; going on and being aborted are no news", () => {
  const waits = { ...run("a", "needs_attention"), waitsFor: "approval" } as const;
  expect(newsOf(known([run("a", "running")]), [waits])[0]?.text).toBe("“Plan a” waits for an approval.");
  const answer = { ...waits, waitsFor: "answer" } as const;
  expect(newsOf(known([waits]), [answer])[0]?.text).toBe("“Plan a” waits for an answer.");
  const spend = { ...waits, waitsFor: "spend" } as const;
  expect(newsOf(known([waits]), [spend])[0]?.text).toBe("“Plan a” has reached its spend cap.");
  expect(newsOf(known([waits]), [run("a", "running")])).toEqual([]);
  expect(newsOf(known([waits]), [run("a", "aborted")])).toEqual([]);
});

test("a run that began and ended between two looks is told too", () => {
  expect(newsOf(known([]), [run("a", "succeeded"), run("b", "running")])).toHaveLength(1);
});
