import { expect, test } from "vitest";
import type { RunNeeds, RunStatus, RunWait } from "#lib/domain/run.ts";
import { known, newsOf } from "./run-news.ts";

const NOTHING: RunNeeds = { approval: 0, answer: 0, spend: 0, decision: 0, replan: 0 };

const run = (
  id: string,
  status: RunStatus,
  needs: Partial<RunNeeds> = {},
  waitsFor: RunWait | null = null,
) => ({
  id,
  planTitle: `Plan ${id}`,
  status,
  waitsFor,
  needs: { ...NOTHING, ...needs },
});
const told = (before: ReturnType<typeof run>, now: ReturnType<typeof run>) =>
  newsOf(known([before]), [now]).map(({ text }) => text);

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

test("what a run waits for is told while the rest of it goes on, each anew", () => {
  const going = run("a", "running");
  const asks = run("a", "running", { approval: 1 });
  expect(told(going, asks)).toEqual(["“Plan a” waits for an approval."]);
  expect(told(asks, asks)).toEqual([]);
  expect(told(asks, run("a", "running", { approval: 2 }))).toEqual(["“Plan a” waits for an approval."]);
  expect(told(asks, run("a", "running", { approval: 1, answer: 1 }))).toEqual([
    "“Plan a” waits for an answer.",
  ]);
  expect(told(going, run("a", "running", { spend: 1 }))).toEqual(["“Plan a” has reached its spend cap."]);
  expect(told(going, run("a", "running", { decision: 1 }))).toEqual([
    "Nobody knows how a step of “Plan a” ended.",
  ]);
  expect(told(run("a", "needs_attention"), run("a", "needs_attention", { replan: 1 }))).toEqual([
    "A replan of “Plan a” waits for a decision.",
  ]);
});

test("that it stands still for what was told already, goes on or was aborted is no news", () => {
  const asks = run("a", "running", { approval: 1 });
  const still = run("a", "needs_attention", { approval: 1 }, "approval");
  expect(told(asks, still)).toEqual([]);
  expect(told(run("a", "running"), still)).toEqual(["“Plan a” waits for an approval."]);
  expect(told(still, run("a", "running"))).toEqual([]);
  expect(told(still, run("a", "aborted"))).toEqual([]);
  expect(told(still, run("a", "needs_attention", { approval: 1 }))).toEqual([
    "“Plan a” cannot go on by itself.",
  ]);
});

test("a run that began and ended between two looks is told too", () => {
  expect(newsOf(known([]), [run("a", "succeeded"), run("b", "running")])).toHaveLength(1);
});
