import { expect, test } from "vitest";
import { explain, MARK_BEGIN, MARK_END, marksIn, whyText } from "./explain.ts";
import { fuse } from "./fuse.ts";
import type { Hit } from "./leg.ts";

const hit = (documentId: string, position = 0): Hit => ({
  documentId,
  generation: 1,
  position,
  score: 0.5,
  stems: [],
  alike: [],
});
const SURE = { words: 1, meaning: 1 };
const order = (fused: ReturnType<typeof fuse>) =>
  fused.map(({ documentId, position }) => `${documentId}${position}`);

test("a passage that two legs find stands before one that a single leg puts first", () => {
  const fused = fuse(
    { words: [hit("a"), hit("b")], meaning: [hit("c"), hit("b")], spelling: null },
    SURE,
    10,
  );
  expect(order(fused)).toEqual(["b0", "a0", "c0"]);
  expect(fused[0]?.legs).toMatchObject({ words: { rank: 2 }, meaning: { rank: 2 }, spelling: null });
});

test("the first in each leg that found anything has 1; a leg that found nothing takes no part", () => {
  expect(fuse({ words: [hit("a")], meaning: [hit("a")], spelling: [] }, SURE, 1)[0]?.score).toBe(1);
  expect(fuse({ words: [hit("a")], meaning: [], spelling: null }, SURE, 1)[0]?.score).toBe(1);
  const [, second] = fuse({ words: [hit("a"), hit("b")], meaning: null, spelling: null }, SURE, 2);
  expect(second?.score).toBeCloseTo(61 / 62, 4);
});

test("equals are ordered by their best place, then by document and position, never by chance", () => {
  const legs = { words: [hit("b", 2)], meaning: [hit("b", 1)], spelling: null };
  expect(order(fuse(legs, SURE, 10))).toEqual(["b1", "b2"]);
  expect(order(fuse({ ...legs, words: [hit("a", 9)] }, SURE, 10))).toEqual(["a9", "b1"]);
  expect(fuse(legs, SURE, 1)).toHaveLength(1);
  expect(fuse({ words: null, meaning: null, spelling: null }, SURE, 10)).toEqual([]);
});

test("a leg counts for less, the less sure it is", () => {
  const legs = { words: [hit("a")], meaning: [hit("b")], spelling: null };
  expect(order(fuse(legs, SURE, 10))).toEqual(["a0", "b0"]);
  expect(order(fuse(legs, { ...SURE, words: 0.5 }, 10))).toEqual(["b0", "a0"]);
  expect(order(fuse(legs, { words: 0.5, meaning: 0.4 }, 10))).toEqual(["a0", "b0"]);
  expect(fuse(legs, { ...SURE, words: 0 }, 10)[1]?.score).toBeCloseTo(0.2 / 1.2, 3);
});

test("marks are read out of a marked text, and only when it is the same text", () => {
  const marked = `The ${MARK_BEGIN}tide${MARK_END} and ${MARK_BEGIN}tides${MARK_END}.`;
  expect(marksIn("The tide and tides.", marked)).toEqual([
    [4, 8],
    [13, 18],
  ]);
  expect(marksIn("Another text.", marked)).toEqual([]);
  expect(marksIn("plain", "plain")).toEqual([]);
});

test("what was found is explained: by which words, by which that look alike, in which place", () => {
  const words = [
    { asked: "tides", stem: "tide", quoted: "'tide'", found: 3, share: 0.5 },
    { asked: "garantee", stem: "garante", quoted: "'garante'", found: 0, share: 0.5 },
  ];
  const why = explain(
    {
      ...hit("a"),
      legs: {
        words: { ...hit("a"), rank: 2, stems: ["tide"] },
        spelling: {
          ...hit("a"),
          rank: 1,
          alike: [{ stem: "garante", word: "guarantee", query: "'guarante'" }],
        },
        meaning: { ...hit("a"), rank: 4 },
      },
    },
    words,
  );
  expect(why).toMatchObject({
    words: { rank: 2, words: ["tides"] },
    spelling: { rank: 1, words: [{ asked: "garantee", found: "guarantee" }] },
    meaning: { rank: 4 },
  });
  expect(whyText(why)).toBe(
    "Found by words (place 2: tides), by spelling (place 1: garantee like guarantee), by meaning (place 4).",
  );
  expect(whyText({ words: null, spelling: null, meaning: null })).toBe("The document was named.");
});
