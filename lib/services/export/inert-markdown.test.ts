import type { Node } from "mdast";
import fc from "fast-check";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { describe, expect, test } from "vitest";
import { HOSTILE, NAUGHTY } from "#lib/testing/naughty-strings.ts";
import { inertMarkdown, inertText, writeMarkdown } from "./inert-markdown.ts";

const ACTIVE = new Set(["html", "link", "linkReference", "image", "imageReference", "definition"]);

/** Kinds of nodes in what a reader would make of a written text. */
function kindsIn(markdown: string): Set<string> {
  const kinds = new Set<string>();
  const rest: Node[] = [unified().use(remarkParse).use(remarkGfm).parse(markdown)];
  for (let node = rest.pop(); node; node = rest.pop()) {
    kinds.add(node.type);
    if ("children" in node) rest.push(...(node.children as Node[]));
  }
  return kinds;
}

function activeIn(markdown: string): string[] {
  return [...kindsIn(markdown)].filter((kind) => ACTIVE.has(kind));
}

const written = (text: string) => writeMarkdown(inertMarkdown(text));

describe("what a tool or model wrote", () => {
  test.each([...HOSTILE, ...NAUGHTY].map((text, at) => [at, text]))("%i acts nowhere: %j", (_, text) => {
    expect(activeIn(written(text))).toEqual([]);
    expect(
      activeIn(written(`# A\n\n${text}\n\n- b ${text}\n\n> c ${text}\n\n| d |\n|---|\n| ${text} |`)),
    ).toEqual([]);
    expect(activeIn(writeMarkdown([{ type: "heading", depth: 1, children: inertText(text) }]))).toEqual([]);
  });

  test.each(["ahttp://a.b`www.a.b", "a@b.c+d@e.f", "www.a.b`c@d.e"])(
    "nor do addresses side by side: %j",
    (text) => {
      expect(activeIn(written(text))).toEqual([]);
      expect(activeIn(writeMarkdown([{ type: "paragraph", children: inertText(text) }]))).toEqual([]);
    },
  );

  test("nor does any mixture of Markdown's own characters", () => {
    const alphabet = [
      "<",
      ">",
      "[",
      "]",
      "(",
      ")",
      "!",
      "`",
      "*",
      "_",
      "|",
      "\\",
      "\n",
      " ",
      "a",
      "#",
      ":",
      "/",
      "&",
      "~",
      "-",
      "^",
      "@",
      ".",
      "http://a.b",
      "www.a.b",
      "<b>",
      "](",
      "mailto:a@b.c",
      "xmpp:",
    ];
    const text = fc.array(fc.constantFrom(...alphabet), { maxLength: 24 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (value) => {
        expect(activeIn(written(value))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

test("its own form stays: headings below where it stands, lists, tables, code, and where a link went", () => {
  const text =
    "# Plan\n\nSee [the brief](https://a.example/b?c=1).\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```js\nx()\n```";
  const made = written(text);
  expect(made).toMatch(/^#### Plan$/m);
  expect(made).toContain("See the brief (`https://a.example/b?c=1`).");
  expect(made).toContain("- one\n- two");
  expect(made).toMatch(/\| a +\| b +\|/);
  expect(made).toContain("```\nx()\n```");
});

test("what is nested without end is written all the same", () => {
  const deep = `${"> ".repeat(5_000)}end`;
  expect(written(deep)).toContain("end");
  expect(written(`${"*a ".repeat(2_000)}b${"*".repeat(2_000)}`)).toContain("b");
});
