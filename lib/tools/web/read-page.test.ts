import { describe, expect, test } from "vitest";
import { ToolError } from "../contract.ts";
import type { ReadPage } from "./page-messages.ts";
import { readPage } from "./read-page.ts";
import { Turns } from "./turns.ts";

const { signal } = new AbortController();
const read = (html: string, url = "https://a.example/d/page") => readPage({ html, url }, signal);
const SENTENCE = "This is a sentence, with some commas, that says something about the topic. ";
const paragraph = (times: number) => `<p>${SENTENCE.repeat(times)}</p>`;

describe("a page", () => {
  test("gives its article as Markdown, without what surrounds it", async () => {
    const page = await read(`<!doctype html><html lang="en-GB"><head>
      <title>The article about things</title><meta name="author" content="Ann B">
      <meta property="article:published_time" content="2026-03-01T10:00:00Z"></head><body>
      <nav><ul><li><a href="/">Home</a><li><a href="/all">Everything</a></ul></nav>
      <article><h1>The article about things</h1>${paragraph(4)}<h2>A part</h2>${paragraph(3)}
      <ul><li>one <a href="../other?q=1#x">link</a></li><li><a href="javascript:alert(1)">no link</a></li>
      <li><a href="data:text/html,x">nor this</a></li></ul>
      <pre><code>x = 1</code></pre><img src="https://spy.example/pixel.png" alt="a pixel">
      <table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2|3</td></tr></table>
      <script>document.write("written by a script")</script><style>p { color: red }</style>
      <iframe src="https://spy.example/">framed</iframe><form><input value="typed">asked</form>
      ${paragraph(2)}</article><footer>All rights reserved</footer></body></html>`);
    expect(page).toMatchObject({
      title: "The article about things",
      byline: "Ann B",
      published: "2026-03-01T10:00:00Z",
      language: "en-GB",
      links: [{ text: "link", url: "https://a.example/other?q=1#x" }],
    } satisfies Partial<ReadPage>);
    expect(page.text).toContain("## A part");
    expect(page.text).toContain("[link](https://a.example/other?q=1#x)");
    expect(page.text).toContain("| A | B |\n| --- | --- |\n| 1 | 2\\|3 |");
    expect(page.text).toContain("```\nx = 1\n```");
    for (const gone of [
      "Home",
      "rights",
      "script",
      "color",
      "spy",
      "pixel",
      "framed",
      "typed",
      "asked",
      "data:",
    ]) {
      expect(page.text).not.toContain(gone);
    }
  });

  test("that refreshes itself elsewhere is read as it is", async () => {
    const html = `<meta http-equiv="refresh" content="0;url=http://169.254.169.254/">${paragraph(3)}`;
    const page = await read(html);
    expect(page.text).toContain("says something");
    expect(JSON.stringify(page)).not.toContain("169.254");
  });

  test("may say what its links are relative to, as far as that is the web", async () => {
    const links = async (base: string) =>
      (await read(`<base href="${base}"><p>${SENTENCE}<a href="x">y</a></p>`)).links.map(({ url }) => url);
    expect(await links("https://b.example/c/")).toEqual(["https://b.example/c/x"]);
    expect(await links("file:///etc/")).toEqual(["https://a.example/d/x"]);
  });

  test.each([
    ["<html><p>no body</p></html>", "no body"],
    ["just words", "just words"],
    ["<p>one</p><p>two</p>", "one\n\ntwo"],
    ["<head><title>T</title></head><p>Hi</p>", "Hi"],
    ["<!doctype html>", ""],
    ["<!--<html><body>never closed", ""],
    ["<html><frameset><frame src=a></frameset></html>", ""],
    [
      "<p>a &amp; b &eacute; &#x41; &bogus; &#0; &#xD800; &lt;script&gt;</p>",
      "a & b é A &bogus; \uFFFD \uFFFD <script",
    ],
    ["<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>x</p></body></html>", "x"],
  ])("that is odd gives what text it has: %s", async (html, text) => {
    expect((await read(html)).text).toContain(text);
    if (text === "") expect((await read(html)).text).toBe("");
  });

  test("cannot make Markdown by writing it", async () => {
    const { text } = await read(`<p># no heading</p><p>![i](https://spy.example/x.png)</p><p>1. no list</p>`);
    expect(text).toBe("\\# no heading\n\n!\\[i\\](https://spy.example/x.png)\n\n1\\. no list");
  });
});

const HOSTILE: [string, string][] = [
  // Readability alone takes 25 s for this one.
  ["22 kB of nested elements", `${"<div>".repeat(4_400)}needle`],
  ["nested inline elements", `${"<b>".repeat(20_000)}needle`],
  ["links within links", `${"<a href=x>".repeat(20_000)}needle`],
  ["tables within tables", `${"<table><tr><td>".repeat(3_000)}needle`],
  ["lists within lists", `${"<ul><li>".repeat(10_000)}needle`],
  ["very many elements", `<p>needle</p>${"<p>and so on</p>".repeat(60_000)}`],
  ["an attribute of 4 MB", `<p title="${"x".repeat(4_000_000)}">needle</p>`],
  ["200,000 attributes", `<p ${"a=1 ".repeat(200_000)}>needle</p>`],
  ["300,000 entities", `<p>needle ${"&amp;".repeat(300_000)}</p>`],
  ["comments that do not end", `<p>needle</p>${"<!--".repeat(200_000)}`],
  ["a script of 4 MB", `<p>needle</p><script>${"x".repeat(4_000_000)}</script>`],
  ["styles without end", `<p style="${"color:red;".repeat(100_000)}">needle</p>`],
  ["a word of 2 MB", `<p>needle ${"x".repeat(2_000_000)}</p>`],
  ["500 forms", `<p>needle</p>${"<form><input>".repeat(500)}`],
  ["mixed tags", `<p>needle</p>${"<b><i></b></i><table><p></table>".repeat(1_000)}`],
];

describe("hostile HTML", () => {
  test.each(HOSTILE)(
    "with %s is read, or given up, and nothing stays behind",
    async (_what, html) => {
      const outcome = await read(html).then(
        ({ text }) => text,
        (cause: unknown) => cause,
      );
      if (typeof outcome === "string") expect(outcome).toContain("needle");
      else expect(outcome).toMatchObject({ name: "ToolError", code: "unreadable" });
    },
    30_000,
  );

  test("does not keep this thread from going on, and is ended in time", async () => {
    // Deep enough for minutes, flat enough that it looks harmless.
    const html = `${"<div>".repeat(110)}${"x, y".repeat(10)}${"</div>".repeat(110)}`.repeat(170);
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 5);
    try {
      await expect(readPage({ html, url: "https://a.example/" }, signal, 1)).rejects.toMatchObject({
        code: "unreadable",
        message: "The page of a.example took longer than 0.001 s to read.",
      });
      await expect.poll(() => ticks).toBeGreaterThan(0);
    } finally {
      clearInterval(ticking);
    }
  });

  test("ends with the signal", async () => {
    const stop = new AbortController();
    const html = `${"<div>".repeat(110)}x${"</div>".repeat(110)}`.repeat(170);
    const reading = readPage({ html, url: "https://a.example/" }, stop.signal);
    stop.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
    await expect(readPage({ html, url: "https://a.example/" }, stop.signal)).rejects.toThrow("enough");
  });
});

describe("turns", () => {
  test("are taken in order, so many at once, also after failures and by those who do not wait longer", async () => {
    const turns = new Turns(2);
    const log: string[] = [];
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
    const take = (i: number, on = signal) =>
      turns.take(on, async () => {
        log.push(`begin ${i}`);
        await gates[i]?.promise;
      });
    const stop = new AbortController();
    const [a, b, gone, d] = [take(0), take(1), take(2, stop.signal), take(3)];
    stop.abort(new Error("gone"));
    await expect(gone).rejects.toThrow("gone");
    expect(log).toEqual(["begin 0", "begin 1"]);
    gates[0]?.reject(new ToolError("x", "failed"));
    await expect(a).rejects.toThrow("failed");
    gates[3]?.resolve();
    await d;
    expect(log).toEqual(["begin 0", "begin 1", "begin 3"]);
    gates[1]?.resolve();
    await b;
    await take(3);
  });
});
