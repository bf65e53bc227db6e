import { describe, expect, it } from "vitest";
import { mergeGraphs } from "#lib/domain/merge-graphs.ts";
import type { StepChanges } from "#lib/domain/step.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import { sidesOf } from "./conflict-words.ts";

const base = testGraph([testStep("search")], []);

/** What is said of each side where both changed the step. */
function sides(mine: StepChanges, theirs: StepChanges) {
  const changed = (changes: StepChanges) => ({
    ...base,
    steps: base.steps.map((step) => ({ ...step, ...changes })),
  });
  return mergeGraphs(base, changed(mine), changed(theirs)).conflicts.map(sidesOf);
}

describe("sidesOf", () => {
  it("gives texts and numbers as they are, but no more of a text than can be read at a glance", () => {
    expect(sides({ title: "Mine" }, { title: "Theirs" })).toEqual([{ mine: "Mine", theirs: "Theirs" }]);
    expect(sides({ timeoutSeconds: 7 }, { timeoutSeconds: 8 })).toEqual([{ mine: "7", theirs: "8" }]);
    expect(sides({ instruction: "x".repeat(500) }, { instruction: "y" })[0]?.mine).toHaveLength(121);
  });

  it("names of arguments only those that differ, by what they hold", () => {
    const both = { language: { kind: "literal" as const, value: "en" } };
    const mine = { ...both, query: { kind: "literal" as const, value: "refill shops" } };
    const theirs = { ...both, query: { kind: "open" as const } };
    expect(sides({ args: mine }, { args: theirs })).toEqual([
      { mine: "query: refill shops", theirs: "query: left open" },
    ]);
    const written = { kind: "template" as const, parts: ["About ", { ref: "goal", path: [] }] };
    expect(sides({ args: { query: written } }, { args: both })[0]).toEqual({
      mine: "language: nothing; query: About {{goal}}",
      theirs: "language: en; query: nothing",
    });
  });

  it("calls parts of other fields by words", () => {
    const retry = (maxAttempts: number) => ({ retry: { maxAttempts, backoffSeconds: 1 } });
    expect(sides(retry(5), retry(6))).toEqual([{ mine: "attempts: 5", theirs: "attempts: 6" }]);
  });

  it("adds nothing to what is said of a step that one side removed", () => {
    const theirs = { ...base, steps: base.steps.map((step) => ({ ...step, title: "Changed" })) };
    const { conflicts } = mergeGraphs(base, { steps: [], dependencies: [] }, theirs);
    expect(conflicts.map(({ field }) => field)).toEqual(["step"]);
    expect(conflicts.map(sidesOf)).toEqual([null]);
  });
});
