import { expect, test } from "vitest";
import { centsText, citationText, fieldLabel, isCents, valueShape } from "./value-shape.ts";

test("objects alike become a table with all their columns", () => {
  expect(
    valueShape([
      { name: "Email", cents: 5 },
      { name: "Search", share: 0.4 },
    ]),
  ).toMatchObject({
    kind: "table",
    columns: ["name", "cents", "share"],
  });
});

test("what says what a row is about comes first, whatever order the database keeps its fields in", () => {
  const passage = { why: "by words", line: 3, text: "Refill shops grow.", title: "Market notes" };
  expect(valueShape([passage])).toMatchObject({ columns: ["title", "text", "why", "line"] });
  expect(valueShape([{ count: 3, keyword: "refill" }])).toMatchObject({ columns: ["keyword", "count"] });
});

test("places in documents read as one line a document", () => {
  const at = (document: string, line: number) => ({ document, line });
  expect(valueShape([at("a.csv", 2), at("b.md", 1), at("a.csv", 8)])).toEqual({
    kind: "citations",
    items: ["a.csv, lines 2 and 8", "b.md, line 1"],
  });
  expect(valueShape([at("a.csv", 2), at("a.csv", 5), at("a.csv", 9)])).toEqual({
    kind: "citations",
    items: ["a.csv, lines 2, 5 and 9"],
  });
  const page = { document: "c.pdf", page: 2 };
  expect(valueShape([page, page, at("a.csv", 2)])).toEqual({
    kind: "citations",
    items: ["c.pdf, page 2", "a.csv, line 2"],
  });
  // A document as a whole is another place than its lines, whichever comes first.
  const whole = { document: "a.csv" };
  expect(valueShape([whole, at("a.csv", 2), at("a.csv", 5), whole])).toEqual({
    kind: "citations",
    items: ["a.csv", "a.csv, lines 2 and 5"],
  });
  expect(valueShape([at("a.csv", 2), whole])).toEqual({
    kind: "citations",
    items: ["a.csv, line 2", "a.csv"],
  });
  expect(valueShape([at("a.csv", 2), { other: 1 }]).kind).toBe("table");
});

test("wide or mixed lists stay lists, and nothing is told from nothing", () => {
  const wide = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`c${index}`, index]));
  expect(valueShape([wide]).kind).toBe("list");
  expect(valueShape([{ a: 1 }, "b"]).kind).toBe("list");
  expect(valueShape(["a", 2])).toEqual({ kind: "words", items: ["a", "2"] });
  for (const empty of [null, "", [], {}]) expect(valueShape(empty)).toEqual({ kind: "empty" });
  expect(valueShape("2026-11-12T10:00:09.123Z")).toEqual({ kind: "scalar", text: "2026-11-12 10:00 UTC" });
  expect(valueShape("2026-11-12T10:00 is a time")).toMatchObject({ text: "2026-11-12T10:00 is a time" });
  expect(valueShape(0)).toEqual({ kind: "scalar", text: "0" });
  expect(valueShape(false)).toEqual({ kind: "scalar", text: "no" });
});

test("names become words, and amounts money", () => {
  expect(fieldLabel("totalCents")).toBe("Total");
  expect(fieldLabel("cents")).toBe("Amount");
  expect(fieldLabel("retrievedAt")).toBe("Retrieved at");
  expect(isCents("sumCents") && isCents("cents")).toBe(true);
  expect(isCents("percents")).toBe(false);
  expect(centsText(4_000_001, "USD")).toBe("$40,000.01");
  expect(centsText(150, "no such")).toBe("1.50 no such");
});

test("a place in a document reads as one, and other objects do not", () => {
  expect(citationText({ document: "a.csv", line: 7 })).toBe("a.csv, line 7");
  expect(citationText({ document: "a.csv" })).toBe("a.csv");
  expect(citationText({ document: "a.pdf", line: 7, page: 2 })).toBe("a.pdf, page 2");
  expect(citationText({ document: "a.docx", line: 7, heading: "Prices" })).toBe(
    "a.docx, line 7 under “Prices”",
  );
  expect(citationText({ document: "a.csv", score: 2 })).toBeNull();
  expect(citationText("a.csv")).toBeNull();
});
