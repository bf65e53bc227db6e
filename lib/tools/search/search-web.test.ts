import type { IncomingMessage, ServerResponse } from "node:http";
import { LLMock } from "@copilotkit/aimock";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { parseOutboundEnv } from "#lib/config/env.ts";
import { startRawServer } from "#lib/testing/fake-models.ts";
import { configuredProvider, searchWeb } from "./search-web.ts";
import { FoundPassage } from "./search-io.ts";

type Seen = {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingMessage["headers"];
  body: string;
};
let seen: Seen[] = [];
let answer: (response: ServerResponse) => void;
const server = await startRawServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { method = "", headers, url = "/" } = request;
    const { pathname, searchParams } = new URL(url, server.address);
    const query = Object.fromEntries(searchParams);
    seen.push({ method, path: pathname, query, headers, body: Buffer.concat(chunks).toString() });
    answer(response);
  });
});
afterAll(() => server.close());
beforeEach(() => {
  seen = [];
});

const json =
  (body: unknown, status = 200, headers = {}) =>
  (response: ServerResponse) =>
    void response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify(body));

const ENVIRONMENTS: Record<string, Record<string, string>> = {
  Tavily: { TAVILY_API_KEY: "tvly-key-1234", TAVILY_BASE_URL: server.address },
  "Brave Search": { BRAVE_API_KEY: "brave-key-1234", BRAVE_BASE_URL: `${server.address}/` },
  SearXNG: { SEARXNG_BASE_URL: `${server.address}/searx/` },
};
const NAMES = Object.keys(ENVIRONMENTS);

const providerOf = (env: Record<string, string>) => {
  const provider = configuredProvider(parseOutboundEnv(env));
  if (provider === null) throw new Error("no provider");
  return provider;
};
const search = async (
  name: string,
  query = "refill shops",
  limit = 6,
  signal = new AbortController().signal,
) => {
  const now = new Date("2026-11-23T09:00:00Z");
  const found = await searchWeb(providerOf(ENVIRONMENTS[name] ?? {}), { query, limit, signal, now });
  return found.map((passage) => FoundPassage.parse(passage));
};

/** As their documentations show them, shortened. */
const ANSWERS: Record<string, unknown> = {
  Tavily: {
    query: "refill shops",
    answer: null,
    images: [],
    results: [
      {
        title: "Refill shops grow",
        url: "https://a.example/1",
        content: "They grew by 12 %.",
        score: 0.91,
        raw_content: null,
        published_date: "Mon, 02 Mar 2026 10:00:00 GMT",
      },
      {
        title: "Opening one",
        url: "https://b.example/2",
        content: "How to open one.",
        score: 0.5,
        raw_content: null,
      },
    ],
    response_time: "1.67",
  },
  "Brave Search": {
    type: "search",
    query: { original: "refill shops", more_results_available: true },
    web: {
      type: "search",
      results: [
        {
          type: "search_result",
          title: "Refill shops &amp; more",
          url: "https://a.example/1",
          description: "They <strong>grew</strong> by 12&nbsp;% &#x2014; a lot.",
          page_age: "2026-03-02T10:00:00",
          age: "March 2, 2026",
          extra_snippets: ["In 2025 as well."],
          profile: { name: "A" },
        },
        {
          type: "search_result",
          title: "Opening one",
          url: "https://b.example/2",
          description: "How to open one.",
        },
      ],
    },
  },
  SearXNG: {
    query: "refill shops",
    number_of_results: 0,
    results: [
      {
        title: "Refill shops grow",
        url: "https://a.example/1",
        content: "They grew by 12 %.",
        engine: "mojeek",
        engines: ["mojeek", "brave"],
        positions: [1, 2],
        score: 4.5,
        publishedDate: "2026-03-02T10:00:00",
        category: "general",
      },
      {
        title: "Opening one",
        url: "https://b.example/2",
        content: "How to open one.",
        score: 1,
        publishedDate: null,
      },
    ],
    answers: [],
    corrections: [],
    infoboxes: [],
    suggestions: ["refill store"],
    unresponsive_engines: [["google", "timeout"]],
  },
};

describe.each(NAMES)("%s", (name) => {
  test("finds pages with their address, words and date", async () => {
    answer = json(ANSWERS[name]);
    const [first, second, ...more] = await search(name);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ document: "https://a.example/1", heading: null, line: 1 });
    expect(first?.title).toMatch(/^Refill shops (grow|& more)$/);
    expect(first?.text).toMatch(/^They grew by 12.%/);
    expect(first?.published).toMatch(/^2026-03-0[12]T/);
    expect(second).toMatchObject({ title: "Opening one", text: "How to open one." });
    expect(second).not.toHaveProperty("published");
    expect(first?.score).toBeGreaterThan(second?.score ?? 1);
  });

  test("is asked as its documentation says", async () => {
    answer = json(ANSWERS[name]);
    await search(name, "refill shops & more", 3);
    const [request] = seen;
    if (name === "Tavily") {
      expect(request).toMatchObject({
        method: "POST",
        path: "/search",
        headers: { authorization: "Bearer tvly-key-1234" },
      });
      expect(JSON.parse(request?.body ?? "")).toEqual({
        query: "refill shops & more",
        max_results: 3,
        search_depth: "basic",
      });
    } else if (name === "Brave Search") {
      expect(request).toMatchObject({
        method: "GET",
        path: "/res/v1/web/search",
        query: { q: "refill shops & more", count: "3" },
        headers: { "x-subscription-token": "brave-key-1234" },
      });
    } else {
      expect(request).toMatchObject({
        method: "GET",
        path: "/searx/search",
        query: { q: "refill shops & more", format: "json" },
      });
    }
  });

  test("gives no more than was asked for, each page once, and only pages", async () => {
    const hit = { title: "T", content: "words", description: "words" };
    const odd = [
      { ...hit, url: "javascript:alert(1)" },
      { ...hit, url: "no address" },
      { title: "no url" },
      7,
      null,
    ];
    const pages = Array.from({ length: 9 }, (_, i) => ({ ...hit, url: `https://a.example/${i % 8}` }));
    const results = [
      ...odd,
      ...pages,
      { url: "https://a.example/untitled", title: 5, content: null, description: [] },
    ];
    answer = json({ results, web: { results } });
    const found = await search(name, "q", 20);
    expect(found.map(({ document }) => document)).toEqual(
      Array.from({ length: 8 }, (_, i) => `https://a.example/${i}`),
    );
    expect(await search(name, "q", 3)).toHaveLength(3);
  });

  test("may find nothing", async () => {
    answer = json(name === "Brave Search" ? { type: "search" } : { results: [] });
    expect(await search(name)).toEqual([]);
  });

  test("takes queries of every length and kind", async () => {
    answer = json(ANSWERS[name]);
    for (const query of [
      "x".repeat(2_000),
      "word ".repeat(400),
      "🦭".repeat(300),
      "a&b=c#d",
      '"quoted" site:a.example -x',
    ]) {
      expect(await search(name, query)).toHaveLength(2);
    }
  });

  test.each([
    [401, "not_authorised", false],
    [429, "rate_limited", true],
    [432, "refused", false],
    [500, "server_error", true],
  ])("answers a failure with the status %i", async (status, code, retryable) => {
    answer = json({ detail: { error: "no" } }, status, { "retry-after": "3" });
    await expect(search(name)).rejects.toMatchObject({
      code,
      retryable,
      retryAfterSeconds: retryable ? 3 : null,
    });
  });

  test.each(["<html>", "", "[]", "{}7", '{"results": 5, "web": 5}'])(
    "answers what is not its own: %j",
    async (body) => {
      answer = (response) => void response.writeHead(200).end(body);
      await expect(search(name)).rejects.toMatchObject({ code: "bad_response", retryable: false });
    },
  );

  test("is not followed elsewhere with its key and what is looked for", async () => {
    answer = (response) => void response.writeHead(307, { location: "/elsewhere" }).end();
    await expect(search(name)).rejects.toMatchObject({ code: "too_many_redirects" });
    expect(seen).toHaveLength(1);
  });

  test("ends with the signal", async () => {
    answer = () => undefined;
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), 30);
    await expect(search(name, "q", 6, stop.signal)).rejects.toThrow("enough");
  });
});

test("another's Tavily agrees", async () => {
  const mock = new LLMock({ port: 0, host: "127.0.0.1" });
  mock.onSearch("refill shops", [{ title: "T", url: "https://a.example/1", content: "words", score: 0.7 }]);
  await mock.start();
  const provider = providerOf({ TAVILY_API_KEY: "k", TAVILY_BASE_URL: mock.url });
  const request = { query: "refill shops", limit: 6, signal: new AbortController().signal, now: new Date() };
  expect(await searchWeb(provider, request)).toMatchObject([
    { document: "https://a.example/1", text: "words", score: 0.7 },
  ]);
  await mock.stop();
});

test("a SearXNG that gives no JSON is told how to", async () => {
  answer = (response) => void response.writeHead(403).end("Forbidden");
  await expect(search("SearXNG")).rejects.toThrow("Add json to search.formats");
});

test("the environment chooses: the first of those that are set, or none", () => {
  const all = { ...ENVIRONMENTS["Tavily"], ...ENVIRONMENTS["Brave Search"], ...ENVIRONMENTS["SearXNG"] };
  expect(providerOf(all)).toMatchObject({ name: "Tavily", costMicros: 8_000 });
  expect(providerOf({ TAVILY_API_KEY: "k" }).host).toBe("api.tavily.com");
  expect(providerOf({ ...all, TAVILY_API_KEY: "" })).toMatchObject({
    name: "Brave Search",
    costMicros: 5_000,
  });
  expect(providerOf({ SEARXNG_BASE_URL: "http://searxng:8080" })).toMatchObject({
    host: "searxng:8080",
    costMicros: 0,
  });
  expect(configuredProvider(parseOutboundEnv({}))).toBeNull();
  expect(() => parseOutboundEnv({ SEARXNG_BASE_URL: "searxng" })).toThrow("SEARXNG_BASE_URL");
});
