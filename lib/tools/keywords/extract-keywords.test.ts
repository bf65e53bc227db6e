import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractKeywords } from "./extract-keywords.ts";

const NOTES = {
  document: "notes.md",
  line: 10,
  text: "Refill shops sell laundry powder.\n\nThe laundry powder comes in a paper tub.\nShops like it.",
};

describe("extractKeywords", () => {
  it("finds phrases, counts them, and names the lines they stand on", () => {
    const [first] = extractKeywords([NOTES], "washing", 5);
    expect(first).toMatchObject({
      keyword: "laundry powder",
      count: 2,
      sources: [
        { document: "notes.md", line: 10 },
        { document: "notes.md", line: 12 },
      ],
    });
  });

  it("prefers words of the topic", () => {
    const text = "paper tub, glass jar\npaper tub, glass jar";
    const passage = { document: "a", line: 1, text };
    expect(extractKeywords([passage], "jars of glass", 1)[0]?.keyword).toBe("glass jar");
    expect(extractKeywords([passage], "paper", 1)[0]?.keyword).toBe("paper tub");
  });

  it("counts a line that two passages share once", () => {
    expect(extractKeywords([NOTES, NOTES], "washing", 5)).toEqual(extractKeywords([NOTES], "washing", 5));
  });

  it("takes singular and plural for one word and shows the commoner", () => {
    const text = "refill shops. refill shops. refill shop.";
    const [first] = extractKeywords([{ document: "a", line: 1, text }], "x", 3);
    expect(first).toMatchObject({ keyword: "refill shops", count: 3 });
  });

  it("finds nothing in stop words and figures", () => {
    expect(
      extractKeywords([{ document: "a", line: 1, text: "It was the 42 of 2026, and 7 %." }], "x", 5),
    ).toEqual([]);
  });

  it("always cites lines of the passage, and gives the same for the same input", () => {
    fc.assert(
      fc.property(
        fc.array(fc.lorem({ maxCount: 12 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 20 }),
        (lines, limit) => {
          const passage = { document: "a", line: 5, text: lines.join("\n") };
          const found = extractKeywords([passage], "lorem ipsum", limit);
          expect(found.length).toBeLessThanOrEqual(limit);
          expect(extractKeywords([passage], "lorem ipsum", limit)).toEqual(found);
          for (const { sources } of found) {
            for (const { line } of sources)
              expect(line >= 5 && line < 5 + Math.max(1, lines.length)).toBe(true);
          }
        },
      ),
    );
  });
});
