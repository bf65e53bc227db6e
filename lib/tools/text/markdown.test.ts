import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { embed, escapeInline, plainLine, quote, table } from "./markdown.ts";

/** What the run page shows of it: the same reader with the same plugin. */
function html(markdown: string): string {
  return renderToStaticMarkup(createElement(Markdown, { remarkPlugins: [remarkGfm] }, markdown));
}

const HOSTILE = [
  "# heading",
  "a\n# heading",
  "a\n\n- item",
  "1. item",
  "[text](https://evil.example)",
  "![x](https://evil.example/x.png)",
  "<img src=x onerror=alert(1)>",
  "<https://evil.example>",
  "https://evil.example/?a=`b`|c",
  "www.evil.example and somebody@evil.example",
  "[ref]: https://evil.example",
  "a\n===",
  "> quote",
  "```\ncode",
  "    code",
  "| a | b |\n|---|---|",
  "~~x~~ **y** _z_ [^1]",
  "&lt;b&gt; &#x3c;b",
  "\u0000\u0007 \ud800",
  "\\[x](https://evil.example)",
  "---",
];

describe("escapeInline", () => {
  it.each(HOSTILE)("shows %j as text", (text) => {
    const shown = html(escapeInline(text));
    expect(shown).toMatch(/^<p>[^]*<\/p>$/);
    expect(shown.replace(/<\/?(?:p|code)>/g, "")).not.toMatch(/<[a-z]/i);
  });

  it("keeps every visible character of any text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."ab 1.#*_[]()<>!`|&-+=:~\\/@\n".split("")) }),
        (text) => {
          fc.pre(!/[`|]/.test(text));
          const visible = html(escapeInline(text))
            .replace(/<\/?(?:p|code)>/g, "")
            .replaceAll("&lt;", "<")
            .replaceAll("&gt;", ">")
            .replaceAll("&amp;", "&");
          expect(visible).toBe(text.replace(/\s+/g, " ").trim());
        },
      ),
    );
  });

  it.each(["x", "a.", "a ", "[", "x@", "http", "`"])("is done soon with a very long %j", (part) => {
    const text = part.repeat(200_000).trim();
    expect(escapeInline(text).length).toBeGreaterThanOrEqual(text.length);
  });

  it("keeps ordinary words readable in the source", () => {
    expect(escapeInline("eco-friendly, 3.5 (a tenth)!")).toBe("eco-friendly, 3.5 (a tenth)!");
  });
});

describe("quote", () => {
  it.each(HOSTILE)("keeps %j inside the quotation", (text) => {
    const shown = html(quote(text, "a.md, line 1"));
    expect(shown).toMatch(/^<blockquote>[^]*<\/blockquote>$/);
    expect(shown).not.toMatch(/<(?:a|img|h\d|ul|ol|table|hr|pre|script)\b/);
  });

  it("joins the source's line breaks and keeps its list items apart", () => {
    expect(quote("one\ntwo\n\n- **three**\n- four", "a.md, line 1")).toBe(
      "> one two  \n> • three  \n> • four  \n>\n> — a.md, line 1",
    );
  });
});

describe("table", () => {
  it.each(HOSTILE)("keeps %j inside its cell", (text) => {
    const shown = html(table([{ name: "A" }, { name: "B", right: true }], [[text, "1"]]));
    expect(shown.match(/<td/g)).toHaveLength(2);
    expect(shown).not.toMatch(/<(?:a|img|h\d|ul|ol|script)\b/);
  });
});

describe("embed", () => {
  it("puts headings below the section and kills what our tools never write", () => {
    const shown = html(
      embed("# A\n\n<script>x</script> ![i](https://e.example/i.png) [l](https://e.example)", 2),
    );
    expect(shown).toContain("<h3>A</h3>");
    expect(shown).not.toMatch(/<(?:script|img)\b/);
    expect(shown).not.toContain('href="https://e.example"');
  });

  it("leaves escaped text as it is", () => {
    const text = escapeInline("[x](y) <b> ![i](j)");
    expect(embed(text, 2)).toBe(text);
  });
});

describe("plainLine", () => {
  it("takes the marks off", () => {
    expect(plainLine("- **Email** grows with [a link](https://x.example)")).toBe("• Email grows with a link");
    expect(plainLine("2 * 3 * 4")).toBe("2 * 3 * 4");
  });
});
