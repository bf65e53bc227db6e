import { describe, expect, it } from "vitest";
import { BrokenCsv, parseCsv } from "./parse-csv.ts";

function broken(text: string): BrokenCsv {
  try {
    parseCsv(text);
  } catch (error) {
    if (error instanceof BrokenCsv) return error;
    throw error;
  }
  throw new Error("The file was read.");
}

describe("parseCsv", () => {
  it("gives each row the line it starts on, past quoted line breaks and empty lines", () => {
    const table = parseCsv('\uFEFFname,note\r\nA,"two\nlines"\r\n\r\nB, plain \r\n');
    expect(table.header).toEqual(["name", "note"]);
    expect(table.rows).toEqual([
      { line: 2, cells: ["A", "two\nlines"] },
      { line: 5, cells: ["B", "plain"] },
    ]);
  });

  it("recognises semicolons and tabs", () => {
    expect(parseCsv("a;b\n1,5;2").rows[0]?.cells).toEqual(["1,5", "2"]);
    expect(parseCsv("a\tb\n1\t2").rows[0]?.cells).toEqual(["1", "2"]);
  });

  it.each([
    ["a row that is too short", "a,b\n1,2\n3\n", 3, /Line 3 .* as many cells/],
    ["an open quotation mark", 'a,b\n1,"2\n', 2, /never closed/],
    ["a stray quotation mark", 'a,b\n1,x"y"\n', 2, /wrong place/],
    ["a header without a name", "a,,c\n1,2,3\n", 1, /column 2/],
    ["a column named twice", "a,a\n1,2\n", 1, /"a" twice/],
    ["a header alone", "a,b\n", 1, /no row/],
    [
      "a header of 200,000 columns",
      `${Array.from({ length: 200_000 }, (_, i) => `c${i}`).join(",")}\n`,
      1,
      /1000 are/,
    ],
    ["nothing", "  \n", null, /empty/],
  ])("names the line of %s", (_, text, line, message) => {
    const error = broken(text);
    expect(error.message).toMatch(message);
    expect(error.line).toBe(line);
  });
});
