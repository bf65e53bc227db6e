import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { pdfOf } from "#lib/testing/files.ts";
import { startFakeWeb } from "#lib/testing/fake-web.ts";
import { guardedFetch } from "../http/guarded-fetch.ts";
import { fetchPage, PageInput, PageOutput } from "./fetch-page.ts";

let answer: (response: ServerResponse, path: string) => void;
const web = await startFakeWeb((request, response) => answer(response, request.url ?? "/"), {
  "a.example": ["93.184.215.14"],
});
afterAll(() => web.close());
beforeEach(() => {
  web.dialled.length = 0;
});

const now = new Date("2026-11-23T09:00:00Z");
const http = guardedFetch({ domains: { publicRead: true, hosts: [] }, connect: web.connect, local: [] });
const fetched = async (
  args: { url?: string; maxCharacters?: number } = {},
  signal = new AbortController().signal,
) =>
  PageOutput.parse(
    await fetchPage(PageInput.parse({ url: "http://a.example/p", ...args }), { http, signal, now }),
  );
const give =
  (body: string | Buffer, contentType: string | null = "text/html", headers = {}) =>
  (response: ServerResponse) =>
    response
      .writeHead(200, { ...(contentType !== null && { "content-type": contentType }), ...headers })
      .end(body);

describe("a page", () => {
  test("comes with where and when it was found", async () => {
    answer = (response, path) => {
      if (path === "/p") response.writeHead(301, { location: "/q" }).end();
      else give("<html><title>T</title><p>Words of the page</p></html>")(response);
    };
    expect(await fetched()).toEqual({
      url: "http://a.example/q",
      fetchedAt: "2026-11-23T09:00:00.000Z",
      mediaType: "text/html",
      title: "T",
      byline: null,
      published: null,
      language: null,
      text: "Words of the page",
      truncated: false,
      links: [],
    });
  });

  test("of another kind of text is given as it is", async () => {
    answer = give('{"a": 1}', "application/json; charset=utf-8");
    expect(await fetched()).toMatchObject({ mediaType: "application/json", text: '{"a": 1}', title: null });
    answer = give("# A\n\n<b>not a tag</b>", "text/markdown");
    expect((await fetched()).text).toBe("# A\n\n<b>not a tag</b>");
    answer = give("<rss><title>News</title></rss>", "application/rss+xml");
    expect((await fetched()).text).toContain("News");
  });

  test("without a type is what it looks like", async () => {
    answer = give("\n<!doctype html><p>Is a page</p>", null);
    expect(await fetched()).toMatchObject({ mediaType: "text/html", text: "Is a page" });
    answer = give("Is <none>", null);
    expect(await fetched()).toMatchObject({ mediaType: "text/plain", text: "Is <none>" });
    answer = give(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]), null);
    await expect(fetched()).rejects.toMatchObject({ code: "unsupported_type" });
  });

  test.each(["application/pdf", "image/png", "application/octet-stream", "video/mp4"])(
    "of the type %s is refused before it is read",
    async (type) => {
      answer = (response) => response.writeHead(200, { "content-type": type }).write("endless");
      await expect(fetched()).rejects.toMatchObject({
        code: "unsupported_type",
        message: `a.example gave ${type}, which cannot be read as text.`,
      });
    },
  );

  test("without text says so", async () => {
    answer = give("<html><body><div id=root></div><script src=app.js></script></body></html>");
    await expect(fetched()).rejects.toMatchObject({ code: "no_text" });
    answer = give("", "text/plain");
    await expect(fetched()).rejects.toMatchObject({ code: "no_text" });
  });

  test("that is long is cut after a paragraph, a packed one too large after 5 MB", async () => {
    answer = give(`${"word ".repeat(90).trim()}\n\n`.repeat(5), "text/plain");
    const { text, truncated } = await fetched({ maxCharacters: 1_000 });
    expect(truncated).toBe(true);
    expect(text.length).toBe(900);
    answer = give("x".repeat(1_500), "text/plain");
    expect((await fetched({ maxCharacters: 1_000 })).text).toHaveLength(1_000);
    answer = give(gzipSync(Buffer.alloc(7_000_000, "x")), "text/plain", { "content-encoding": "gzip" });
    expect(await fetched()).toMatchObject({ truncated: true });
    answer = give(gzipSync(Buffer.alloc(50_000_000, "x")), "text/plain", { "content-encoding": "gzip" });
    expect(await fetched()).toMatchObject({ truncated: true });
  });
});

describe("encodings", () => {
  const latin = Buffer.from([0x67, 0x72, 0xfc, 0xdf, 0x65]);
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("grüße", "utf16le")]);

  test.each<[string, Buffer, string]>([
    ["said by the header", latin, "text/plain; charset=ISO-8859-1"],
    ["said in quotes", latin, 'text/plain; Charset="latin1"'],
    [
      "said by the page",
      Buffer.concat([Buffer.from("<meta charset='windows-1252'><p>"), latin]),
      "text/html",
    ],
    [
      "said by the page in the old way",
      Buffer.concat([
        Buffer.from('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15"><p>'),
        latin,
      ]),
      "text/html",
    ],
    [
      "said by an XML declaration",
      Buffer.concat([Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>'), latin]),
      "text/xml",
    ],
    ["not said, and UTF-8", Buffer.from("grüße"), "text/plain"],
    ["not said, and not UTF-8", latin, "text/plain"],
    ["said in a way nobody knows", Buffer.from("grüße"), "text/plain; charset=klingon"],
    ["shown by its mark, whatever else is said", utf16, "text/plain; charset=utf-8"],
    ["said to be UTF-16 in ASCII", Buffer.from("<meta charset=utf-16><p>grüße"), "text/html"],
    [
      "Japanese",
      Buffer.concat([Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67]), Buffer.from(" gr")]),
      "text/plain; charset=shift_jis",
    ],
  ])("that are %s are read", async (what, body, type) => {
    answer = give(body, type);
    expect((await fetched()).text).toContain(what === "Japanese" ? "テスト gr" : "grüße");
  });

  test("never give what the database does not take", async () => {
    answer = give("a\0b", "text/plain");
    expect((await fetched()).text).toBe("a\uFFFDb");
    answer = give(Buffer.from([0x61, 0xd8, 0x00, 0x62]), "text/plain; charset=utf-16be");
    expect((await fetched()).text.isWellFormed()).toBe(true);
  });
});

describe("a PDF", { timeout: 60_000 }, () => {
  test("is read page by page, whatever its server calls it", async () => {
    const pdf = pdfOf([["Prices of refills", "rose in March."], ["They fell in May."]], { title: "Prices" });
    for (const type of ["application/pdf", "application/octet-stream", null]) {
      answer = give(pdf, type);
      expect(await fetched({ url: "http://a.example/files/prices.pdf" })).toEqual({
        url: "http://a.example/files/prices.pdf",
        fetchedAt: "2026-11-23T09:00:00.000Z",
        mediaType: "application/pdf",
        title: "Prices",
        byline: null,
        published: null,
        language: null,
        text: "Prices of refills\nrose in March.\n\nThey fell in May.",
        truncated: false,
        links: [],
      });
    }
  });

  test("of many pages is read from its beginning, and its text is cut where it was asked to be", async () => {
    answer = give(
      pdfOf(Array.from({ length: 205 }, (_, at) => [`Page number ${at + 1}`])),
      "application/pdf",
    );
    const long = await fetched({ maxCharacters: 50_000 });
    expect(long).toMatchObject({ title: "p", truncated: true });
    expect(long.text).toMatch(/^Page number 1\n\n.*Page number 200$/s);
    const short = await fetched({ maxCharacters: 500 });
    expect(short.truncated).toBe(true);
    expect(short.text.length).toBeLessThanOrEqual(500);
  });

  test("that cannot be read says why", async () => {
    answer = give("%PDF-1.4 nothing", "application/pdf");
    await expect(fetched()).rejects.toMatchObject({
      code: "unreadable",
      message: expect.stringMatching(/^The PDF of a.example .*damaged/) as string,
    });
    answer = give(pdfOf(["picture"]), "application/pdf");
    await expect(fetched()).rejects.toThrow(/scanned/);
    answer = give(Buffer.concat([Buffer.from("%PDF-1.4"), Buffer.alloc(10_000_000)]), "application/pdf");
    await expect(fetched()).rejects.toMatchObject({ code: "too_large" });
  });
});

describe("dates of publication", () => {
  const dated = (date: string) =>
    give(
      `<html><head><meta property="article:published_time" content="${date}"></head><p>${"Words, many of them. ".repeat(30)}</p></html>`,
    );

  test.each([
    ["2026-03-01", "2026-03-01T00:00:00.000Z"],
    ["2026-03-01T10:00:00+02:00", "2026-03-01T08:00:00.000Z"],
    ["yesterday", null],
    ["+123456-01-01T00:00:00Z", null],
  ])("%s is %s", async (said, iso) => {
    answer = dated(said);
    expect((await fetched()).published).toBe(iso);
  });
});

describe("failures", () => {
  test.each([
    [404, "not_found", false],
    [403, "not_authorised", false],
    [429, "rate_limited", true],
    [500, "server_error", true],
    [418, "refused", false],
  ])("a status of %i is %s", async (status, code, retryable) => {
    answer = (response) => void response.writeHead(status, { "retry-after": "7" }).end("x");
    await expect(fetched()).rejects.toMatchObject({
      code,
      retryable,
      retryAfterSeconds: retryable ? 7 : null,
    });
  });

  test("of the client are its own", async () => {
    await expect(fetched({ url: "http://127.0.0.1/" })).rejects.toMatchObject({ code: "address_blocked" });
    await expect(fetched({ url: "nonsense" })).rejects.toMatchObject({ code: "bad_url" });
    expect(web.dialled).toEqual([]);
  });

  test("by the signal come while a page hangs", async () => {
    answer = (response) => void response.writeHead(200, { "content-type": "text/html" }).write("<p>begun");
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), 50);
    await expect(fetched({}, stop.signal)).rejects.toThrow("enough");
  });
});
