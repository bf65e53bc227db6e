import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkDocument, chunkPages, linesOf, titleOf } from "./chunk-document.ts";

describe("chunkDocument", () => {
  it("splits Markdown by headings and keeps the heading path and the line", () => {
    const chunks = chunkDocument(
      "markdown",
      "intro\n\n# One\n\nfirst\nsecond\n\n## Two ##\ntext\n\n```\n# not a heading\n```\n# Three\nend",
    );
    expect(chunks).toEqual([
      { heading: null, line: 1, page: null, text: "intro" },
      { heading: "One", line: 5, page: null, text: "first\nsecond" },
      { heading: "One > Two", line: 9, page: null, text: "text\n\n```\n# not a heading\n```" },
      { heading: "Three", line: 15, page: null, text: "end" },
    ]);
  });

  it("splits text by paragraphs once they do not fit together", () => {
    const long = "word ".repeat(200).trim();
    const chunks = chunkDocument("text", `${long}\n\n${long}\r\n\r\nshort`);
    expect(chunks.map((chunk) => chunk.line)).toEqual([1, 3]);
    expect(chunks[1]?.text).toBe(`${long}\n\nshort`);
  });

  it("splits CSV by rows, with the header as heading", () => {
    const rows = Array.from({ length: 30 }, (_, at) => `row${at},${at}`);
    const chunks = chunkDocument("csv", ["name,value", ...rows].join("\n"));
    expect(chunks.map((chunk) => chunk.line)).toEqual([2, 14, 26]);
    expect(chunks.every((chunk) => chunk.heading === "name,value")).toBe(true);
    expect(chunks[1]?.text.startsWith("row12,12\n")).toBe(true);
  });

  it("splits the pages of a PDF, and counts lines through them", () => {
    const pages = ["one\ntwo", "", "three\n\nfour"];
    expect(chunkPages(pages)).toEqual([
      { heading: null, line: 1, page: 1, text: "one\ntwo" },
      { heading: null, line: 6, page: 3, text: "three\n\nfour" },
    ]);
    expect(linesOf(pages.join("\n\n"))[5]).toBe("three");
  });

  it("never makes a chunk much longer than the limit, even of one endless line", () => {
    for (const chunk of chunkDocument("text", "x".repeat(10_000)))
      expect(chunk.text.length).toBeLessThan(1_300);
  });

  it("gives every line of every chunk its true line number", () => {
    const line = fc.constantFrom("", "# Head", "## Sub", "some words", "- item", "x".repeat(700));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.constantFrom("markdown", "text"), (lines, kind) => {
        const chunks = chunkDocument(kind, lines.join("\n"));
        for (const chunk of chunks) {
          linesOf(chunk.text).forEach((text, at) => expect(lines[chunk.line - 1 + at]).toBe(text));
        }
        const kept = chunks.flatMap((chunk) => linesOf(chunk.text)).filter((text) => text !== "");
        const expected = lines.filter(
          (text) => text !== "" && !(kind === "markdown" && text.startsWith("#")),
        );
        expect(kept).toEqual(expected);
      }),
    );
  });
});

describe("titleOf", () => {
  it("takes the first heading, else the name", () => {
    expect(titleOf("a.md", "markdown", "text\n# The title #\n")).toBe("The title");
    expect(titleOf("brand-rules.txt", "text", "# no")).toBe("brand rules");
  });
});
