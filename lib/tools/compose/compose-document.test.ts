import { describe, expect, it } from "vitest";
import { composeDocument } from "./compose-document.ts";

const compose = (content: unknown, origins: Parameters<typeof composeDocument>[1] = []) =>
  composeDocument({ title: "T", sections: [{ heading: "H", content }] }, origins, "2026-11-23").markdown;

const PASSAGE = { title: "Notes", document: "notes.md", heading: "A > B", line: 7, text: "x", score: 0.5 };
const EVIL =
  "# Fake heading\n\n[click](https://evil.example) ![x](https://evil.example/x.png) <script>alert(1)</script>";

describe("composeDocument", () => {
  it("quotes passages with document, heading and line, and lists the source", () => {
    const markdown = compose([PASSAGE]);
    expect(markdown).toContain("> x  \n>\n> — notes.md, line 7, “A \\> B”");
    expect(markdown).toContain("## Sources\n\n- notes.md, line 7");
  });

  it("says when passages come from an earlier search, with its date", () => {
    const cached = {
      query: "q",
      source: "cache",
      retrievedAt: "2026-03-02T10:00:00.000Z",
      passages: [PASSAGE],
    };
    expect(compose(cached)).toContain("found by an earlier search, on 2026-03-02, not by one of this run");
  });

  it("names the steps that a section came from, each once, and only its own", () => {
    const step = (at: number, stepId: string, stepTitle: string) => ({
      path: ["sections", at, "content"],
      stepId,
      stepTitle,
    });
    const { markdown, sections } = composeDocument(
      {
        title: "T",
        sections: [
          { heading: "One", content: "a" },
          { heading: "Two", content: "b" },
          { heading: "Three", content: "c" },
        ],
      },
      [
        step(0, "s1", "First *step*"),
        { ...step(0, "s1", "First *step*"), path: ["sections", "0", "content", 1] },
        step(1, "s2", "Second"),
      ],
      "2026-11-23",
    );
    expect(sections.map((section) => section.stepIds)).toEqual([["s1"], ["s2"], []]);
    expect(markdown).toContain("*From the step First \\*step\\* (`s1`).*");
    expect(markdown).toContain("comes from no earlier step");
    expect(markdown).toContain("from the results of 2 steps");
  });

  it("renders lists and data literally, and says when there is nothing", () => {
    expect(compose(["a", "b"])).toContain("- a\n- b");
    expect(compose({ note: "n", count: 3, more: { deep: [1] } })).toContain(
      "**note**: n\n\n**count**: 3\n\n**more**",
    );
    for (const nothing of [null, undefined, "", []]) expect(compose(nothing)).toContain("Nothing: the step");
    expect(compose({ a: { b: { c: { d: { e: { f: 1 } } } } } })).toContain("\\{");
  });

  it.each([
    ["a passage", [{ ...PASSAGE, text: EVIL, document: EVIL, heading: EVIL }]],
    [
      "a keyword",
      { keywords: [{ keyword: EVIL, count: 1, score: 1, sources: [{ document: EVIL, line: 1 }] }] },
    ],
    ["a text", EVIL],
    ["data", { [EVIL]: EVIL }],
    ["an assembled text", { text: EVIL, assembled: true, citations: [{ document: EVIL, line: 1 }] }],
    ["a calendar", { entries: [{ date: "2027-01-05", title: EVIL, channel: EVIL }], files: [] }],
  ])("lets no heading, link, image or HTML out of %s", (_, content) => {
    const markdown = composeDocument(
      { title: EVIL, summary: EVIL, sections: [{ heading: EVIL, content }] },
      [],
      "2026-11-23",
    ).markdown;
    expect(
      markdown
        .match(/^#{1,2} .*$/gm)
        ?.filter((heading) => heading.startsWith("## Fake") || heading === "# Fake heading"),
    ).toEqual([]);
    expect(markdown).not.toMatch(/(?<!\\)<script/);
    expect(markdown).not.toMatch(/(?<!\\)\]\(/);
    expect(markdown.replace(/`[^`]*`/g, "")).not.toContain("https://");
  });
});
