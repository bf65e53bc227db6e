import { expect, it } from "vitest";
import { describeLines, distinct } from "./citation.ts";

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
