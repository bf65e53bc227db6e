import { describe, expect, test } from "vitest";
import { chooseRedo, usersOf, type UsingStep } from "./stale-steps.ts";

/** A step that ran from `at` to `at + 1`. */
function step(stepId: string, at: number, parts: Partial<UsingStep> = {}): UsingStep {
  return {
    stepId,
    state: "succeeded",
    skipCause: null,
    stale: false,
    correctedAt: null,
    startedAt: at,
    finishedAt: at + 1,
    once: false,
    ...parts,
  };
}
const uses = (...arrows: string[]) =>
  arrows.map((arrow) => {
    const [from = "", to = ""] = arrow.split(">");
    return { from, to };
  });
const stale = { stale: true };

describe("what has used an output", () => {
  test("is what has begun after it, on and on; what has not begun has not", () => {
    const steps = [
      step("a", 1),
      step("b", 2),
      step("c", 3, { state: "failed" }),
      step("d", 3, { state: "ready" }),
      step("e", 3, { state: "blocked" }),
      step("f", 3, { state: "waiting_timer" }),
      step("other", 1),
    ];
    expect(usersOf(steps, uses("a>b", "b>c", "b>d", "d>e", "b>f"), "a")).toEqual(["b", "c"]);
  });

  test("is what waits behind a running step too, since that hands on what it made of the old output", () => {
    const steps = [
      step("a", 1),
      step("b", 2, { state: "running" }),
      step("c", 0, { state: "blocked" }),
      step("d", 0, { state: "blocked" }),
      step("m", 2, { state: "waiting_items" }),
      step("n", 0, { state: "blocked" }),
    ];
    const arrows = uses("a>b", "b>c", "c>d", "a>m", "m>n");
    expect(usersOf(steps, arrows, "a").toSorted()).toEqual(["b", "c", "d", "m", "n"]);
  });

  test("is not what a person skipped, nor what comes only after that; what a condition skipped is", () => {
    const steps = [
      step("a", 1),
      step("given", 2, { state: "skipped", skipCause: "person" }),
      step("after", 3),
      step("bypassed", 2, { state: "skipped", skipCause: "condition" }),
    ];
    expect(usersOf(steps, uses("a>given", "given>after", "a>bypassed"), "a")).toEqual(["bypassed"]);
    expect(usersOf(steps, uses("a>given", "given>after", "a>after"), "a")).toEqual(["after"]);
  });
});

describe("which stale steps are done again", () => {
  const chain = uses("a>b", "b>c");

  test("all that are finished; those that run stay stale, and so does what reads them", () => {
    const a = step("a", 1, { correctedAt: 10 });
    const redo = chooseRedo([a, step("b", 2, stale), step("c", 3, stale)], chain, { includeOnce: false });
    expect(redo).toEqual({ redone: ["b", "c"], stillStale: [], kept: [] });
    const running = step("b", 2, { ...stale, state: "running" });
    const behind = [...chain, ...uses("a>c")];
    const half = chooseRedo([a, running, step("c", 3, stale)], behind, { includeOnce: false });
    expect(half).toEqual({ redone: ["c"], stillStale: ["c"], kept: [] });
  });

  test("what must not be repeated only when that is said; what reads nothing but it stays with it", () => {
    const a = step("a", 1, { correctedAt: 10 });
    const mail = step("b", 2, { ...stale, once: true });
    const steps = [a, mail, step("c", 3, stale), step("d", 3, stale)];
    const arrows = [...chain, ...uses("a>d")];
    expect(chooseRedo(steps, arrows, { includeOnce: false })).toEqual({
      redone: ["d"],
      stillStale: [],
      kept: [
        { stepId: "b", why: "once" },
        { stepId: "c", why: "nothing_new" },
      ],
    });
    expect(chooseRedo(steps, arrows, { includeOnce: true }).redone).toEqual(["b", "c", "d"]);
  });

  test("a chosen one, though what it reads is still old: then it stays stale", () => {
    const steps = [step("a", 1, { correctedAt: 10 }), step("b", 2, stale), step("c", 3, stale)];
    expect(chooseRedo(steps, chain, { only: new Set(["c"]), includeOnce: false })).toEqual({
      redone: ["c"],
      stillStale: ["c"],
      kept: [],
    });
  });

  test("not what read, at the very time that it ended, what is not stale", () => {
    const mail = step("b", 2, { ...stale, once: true });
    const reader = step("c", 3, stale);
    const fresh = step("d", 2); // its end and the reader's start are one commit
    const steps = [step("a", 1, { correctedAt: 10 }), mail, reader, fresh];
    expect(chooseRedo(steps, [...chain, ...uses("d>c")], { includeOnce: false })).toMatchObject({
      redone: [],
      kept: [
        { stepId: "b", why: "once" },
        { stepId: "c", why: "nothing_new" },
      ],
    });
  });

  test("one that was left behind by an earlier rerun", () => {
    const steps = [step("a", 1, { correctedAt: 10 }), step("b", 12), step("c", 3, stale)];
    expect(chooseRedo(steps, chain, { includeOnce: false }).redone).toEqual(["c"]);
  });

  test("one that began after the correction and read a stale step", () => {
    const steps = [step("a", 1, { correctedAt: 10 }), step("b", 2, stale), step("c", 12)];
    expect(chooseRedo(steps, chain, { includeOnce: false }).redone).toEqual(["b", "c"]);
    const righted = [
      step("a", 1, { correctedAt: 10 }),
      step("b", 2, stale),
      step("c", 12, { correctedAt: 20 }),
    ];
    expect(chooseRedo(righted, chain, { includeOnce: false }).redone).toEqual(["b"]);
  });
});
