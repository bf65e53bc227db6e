import { expect, it } from "vitest";
import { citationOf, describeLines, describePlaces, distinct, placeText } from "./citation.ts";

it("describes lines as people do", () => {
  expect(describeLines([4])).toBe("line 4");
  expect(describeLines([8, 2, 14, 2])).toBe("lines 2, 8 and 14");
  expect(describeLines([2, 3])).toBe("lines 2 and 3");
  expect(describeLines([5, 2, 3, 4])).toBe("lines 2 to 5");
  expect(describeLines([1, 3, 4, 5, 9])).toBe("lines 1, 3 to 5 and 9");
  const many = Array.from({ length: 100 }, (_, at) => at * 2);
  expect(describeLines(many)).toMatch(/^lines 0, 2, .*, 46 and so on, 100 lines in all$/);
});

it("keeps each place once", () => {
  const [a, b] = [
    { document: "a", line: 1 },
    { document: "b", line: 1 },
  ];
  expect(distinct([a, b, { ...a }])).toEqual([a, b]);
});

it("names the page of a PDF, the headings of what has no lines, and the line of the rest", () => {
  const passage = { document: "a", line: 4, page: null, heading: "Prices" };
  expect(citationOf({ ...passage, page: 3, kind: "pdf" })).toEqual({ document: "a", line: 4, page: 3 });
  expect(citationOf({ ...passage, kind: "docx" }, 6)).toEqual({ document: "a", line: 6, heading: "Prices" });
  expect(citationOf({ ...passage, kind: "markdown" })).toEqual({ document: "a", line: 4 });
  expect(citationOf({ document: "a", line: 4 })).toEqual({ document: "a", line: 4 });
  expect(placeText({ line: 4, page: 3 })).toBe("page 3");
  expect(placeText({ line: 4, heading: "Prices" })).toBe("line 4 under “Prices”");
  expect(placeText({ line: 4 })).toBe("line 4");
});

it("describes places of one document together", () => {
  const at = (line: number, place: { page?: number; heading?: string } = {}) => ({ line, ...place });
  expect(describePlaces([at(9, { page: 5 }), at(2, { page: 3 }), at(4, { page: 3 })])).toBe("pages 3 and 5");
  expect(describePlaces([at(8), at(2)])).toBe("lines 2 and 8");
  expect(describePlaces([at(2, { heading: "A" }), at(9, { heading: "B" })])).toBe(
    "lines 2 and 9 under “A” and “B”",
  );
  const many = ["A", "B", "C", "D"].map((heading, line) => at(line, { heading }));
  expect(describePlaces(many)).toBe("lines 0 to 3 under “A”, “B”, “C” and 1 more");
});
