import { inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportDocument } from "./export-document.ts";

const SVG = '<svg class="marks" width="1" height="1"><title>x</title></svg>';
const MARKDOWN = `# Title & <b>more</b>

*Assembled.* **Bold**, \`code <i>\`, ~~gone~~  
next line

> A quotation

1. One
   - Inner
2. Two

| Name | Amount |
| --- | ---: |
| a\\|b | 1.50 |

![Spend by channel](spend.svg)

![Not ours](https://evil.example/x.png) [a link](javascript:alert(1)) <script>alert(1)</script>

\`\`\`
const x = "<y>";
\`\`\`

---
`;

const write = (markdown: string, formats: ("html" | "docx")[] = ["html", "docx"]) =>
  exportDocument({
    title: "Title & <b>",
    markdown,
    formats,
    pictures: [{ name: "spend.svg", svg: SVG }],
    name: "title",
    now: 1_000_000_000_000,
  });

/** The parts of a zip file, by name. */
function unzip(bytes: Buffer): Map<string, string> {
  const parts = new Map<string, string>();
  let at = bytes.readUInt32LE(bytes.length - 6);
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [size, name, extra, comment] = [20, 28, 30, 32].map((offset) =>
      offset === 20 ? bytes.readUInt32LE(at + offset) : bytes.readUInt16LE(at + offset),
    ) as [number, number, number, number];
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + size);
    const text = bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data;
    parts.set(bytes.toString("utf8", at + 46, at + 46 + name), text.toString("utf8"));
    at += 46 + name + extra + comment;
  }
  return parts;
}

async function docxText(markdown: string): Promise<string> {
  const [file] = await write(markdown, ["docx"]);
  const parts = unzip(Buffer.from(file?.content ?? "", "base64"));
  return parts.get("word/document.xml") ?? "";
}

describe("the page", () => {
  test("has the document with its marks, and everything else as text", async () => {
    const [page] = await write(MARKDOWN, ["html"]);
    const html = page?.content ?? "";
    expect(page).toMatchObject({ name: "title.html", mediaType: "text/html" });
    expect(html).toContain("<title>Title &amp; &lt;b&gt;</title>");
    expect(html).toContain("<h1>Title &amp; &lt;b&gt;more&lt;/b&gt;</h1>");
    expect(html).toContain("<strong>Bold</strong>, <code>code &lt;i&gt;</code>, <del>gone</del><br>");
    expect(html).toContain('<ol start="1"><li><p>One</p><ul><li><p>Inner</p></li></ul></li>');
    expect(html).toContain('<th scope="col" style="text-align: right">Amount</th>');
    expect(html).toContain("<td>a|b</td>");
    expect(html).toContain("<pre><code>const x = &quot;&lt;y&gt;&quot;;</code></pre>");
  });

  test("stands alone: pictures are in it, and it loads, links to and runs nothing", async () => {
    const [page] = await write(MARKDOWN, ["html"]);
    const html = page?.content ?? "";
    const source = `data:image/svg+xml;base64,${Buffer.from(SVG).toString("base64")}`;
    expect(html).toContain(`<figure><img src="${source}" alt="Spend by channel">`);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/evil\.example|<script|href=|<a |javascript:/);
    expect(html).toContain("Not ours");
    expect(html).toContain("a link");
  });

  test("only ever has the elements that it is made of, whatever the Markdown is", async () => {
    const piece = fc.constantFrom(
      "<script>",
      "</main>",
      "<img src=x onerror=alert(1)>",
      "](",
      "![",
      "[",
      "`",
      "\n",
      "> ",
      "- ",
      "|",
      "\n|--|\n",
      "**",
      "&lt;",
      '"',
      "'",
      "a",
      " ",
      "http://evil.example/",
      "<!--",
      "-->",
      "\\",
      "#",
      "~~~",
      "1. ",
      "\u0000",
      "\ud800",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
        const [page] = await write(pieces.join(""), ["html"]);
        const body = /<main>([\s\S]*)<\/main>/.exec(page?.content ?? "")?.[1] ?? "";
        const tags = [...body.matchAll(/<\/?([a-z0-9]+)([^>]*)>/g)].map(
          ([, name, attributes]) => `${name}${attributes}`,
        );
        for (const tag of tags) {
          expect(tag).toMatch(
            /^(?:p|h[1-6]|strong|em|del|code|pre|br|hr|blockquote|ol( start="\d+")?|ul|li|table|thead|tbody|tr|(?:th scope="col"|th|td)(?: style="text-align: (?:left|right|center)")?|div(?: class="table")?|figure|figcaption)$/,
          );
        }
        expect(body.replace(/<\/?[a-z0-9][^<>]*>/g, "")).not.toMatch(/[<>]/);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the .docx file", () => {
  test("has the document's headings, lists, tables and words", async () => {
    const xml = await docxText(MARKDOWN);
    expect(xml).toContain('<w:pStyle w:val="Heading1"/>');
    for (const words of ["Title &amp; ", "&lt;b&gt;", "more", "&lt;/b&gt;"])
      expect(xml).toContain(`>${words}</w:t>`);
    expect(xml).toContain("<w:tbl>");
    expect(xml).toContain("[Chart: Spend by channel, see spend.svg]");
    expect(xml).toContain("const x = &quot;&lt;y&gt;&quot;;");
    expect(xml).not.toMatch(/w:hyperlink|w:fldSimple|w:instrText/);
  });

  test("is one that XML readers take, whatever characters come, and the same each time", async () => {
    const odd = "# a\u0001b\ud800\ufffe\n\n\u001f| x |\n|---|\n| \u000b |\n";
    const xml = await docxText(odd);
    // eslint-disable-next-line no-control-regex -- controls are what must not be there
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    expect(xml.isWellFormed()).toBe(true);
    expect(xml).toContain("ab");
    expect(await docxText(odd)).toBe(xml);
  });

  test("and the page are made of a document that is nested, wide or long, too", async () => {
    for (const markdown of [
      `${"> ".repeat(200)}deep`,
      Array.from({ length: 60 }, (_, at) => `${"  ".repeat(at)}- level ${at}`).join("\n"),
      `${"*".repeat(500)}a${"*".repeat(500)}`,
      `| ${Array.from({ length: 200 }, (_, at) => `c${at}`).join(" | ")} |\n|${"---|".repeat(200)}\n`,
      "word ".repeat(50_000),
    ]) {
      const files = await write(markdown);
      expect(files.map(({ name }) => name)).toEqual(["title.html", "title.docx"]);
    }
  });
});
