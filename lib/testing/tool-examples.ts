import type { Json } from "#lib/domain/json.ts";

/** Plain HTTP, which secrets go over only to addresses of the installation's own. */
export const LOCAL = "127.0.0.1:8080";

/**
 * Arguments that each tool does its work with; a tool without a row here fails the suite. `fails`: the code it answers with; `waits`: it
 * waits first, and this is what comes then.
 */
export const EXAMPLES: Record<
  string,
  { args: { [name: string]: Json }; fails?: string; waits?: { answer: Json } }
> = {
  "knowledge.search": { args: { query: "refill shops" } },
  "web.search": { args: { query: "refill shops" }, fails: "not_configured" },
  "web.fetch": { args: { url: "http://page.example/a", maxCharacters: 1_000 } },
  "cache.read": { args: { query: "laundry powder" } },
  "keywords.extract": {
    args: {
      passages: [{ document: "a.md", line: 3, text: "Paper tubs\nfor laundry powder" }],
      topic: "laundry",
    },
  },
  "metrics.analyse": { args: { document: "marketing-metrics-2026.csv", question: "by channel" } },
  "budget.allocate": {
    args: {
      totalCents: 100_001,
      currency: "USD",
      document: "a.csv",
      groups: [
        { name: "Email", lines: [2, 4], returnOnSpend: 3.5 },
        { name: "Search", lines: [3], returnOnSpend: null },
      ],
    },
  },
  "calendar.build": {
    args: {
      from: "2027-01-01",
      to: "2027-01-31",
      items: ["Guide", { keyword: "refill" }],
      channels: ["Email"],
      title: "C",
    },
  },
  "text.write": {
    args: {
      brief: "Say why.",
      topic: "refills",
      audience: "families",
      material: ["A sentence.", { some: ["data", 1, null, { deep: true }] }],
    },
  },
  "text.extract": {
    args: {
      text: "Deadline: 12 March 2027\nBudget: $40,000\nAsk ada@example.org, https://example.org/a.",
      schema: { type: "object", properties: { deadline: { type: "string", format: "date" } } },
    },
  },
  "text.check": {
    args: {
      text: "We sell refills. They save plastic.",
      rubric: "It is friendly.",
      required: ["refills", "prices"],
      forbidden: ["cheap"],
      minWords: 3,
      maxWords: 100,
      minReadingEase: 50,
    },
  },
  "data.query": {
    args: {
      sql: "select channel, sum(spend) as spend from marketing_metrics_2026 group by channel",
      limit: 10,
    },
  },
  "chart.render": {
    args: {
      title: "Spend by channel",
      spec: {
        mark: "bar",
        encoding: { x: { field: "name" }, y: { field: "spend", type: "quantitative" } },
      },
      rows: [
        { name: "Email", spend: 10 },
        { name: "Search", spend: 20 },
      ],
    },
  },
  "code.run": {
    args: {
      code: "console.log(input.length); return { sum: input.reduce((a, b) => a + b, 0) }",
      input: [1, 2],
    },
  },
  "document.compose": {
    args: {
      title: "T",
      formats: ["md", "html", "docx"],
      summary: "S",
      sections: [
        { heading: "H", content: "text" },
        { heading: "I", content: [1, { a: "b" }] },
      ],
    },
  },
  "http.request": {
    args: {
      method: "POST",
      url: `http://${LOCAL}/b`,
      query: { q: "1" },
      headers: { "x-a": "b" },
      json: { c: ["d"] },
    },
  },
  "human.ask": {
    args: {
      question: "Which colour?",
      details: "For the cover.",
      form: {
        type: "object",
        properties: { colour: { enum: ["red", "blue"] } },
        required: ["colour"],
      },
      roles: ["owner"],
      hours: 2,
      otherwise: { colour: "blue" },
    },
    waits: { answer: { colour: "red" } },
  },
  "wait.until": {
    args: {
      minutes: 5,
      args: {},
      everySeconds: 60,
      mostTries: 3,
      deadlineHours: 1,
      goOn: true,
    },
    waits: { answer: null },
  },
  "subplan.run": {
    args: { plan: "0".repeat(26), version: 1 },
    waits: { answer: null },
  },
  "webhook.call": { args: { url: `http://${LOCAL}/b`, payload: { a: "b" }, secret: "hook" } },
};

/** Arguments with which tools that wait do something that can hang. */
export const STUCK: Record<string, { [name: string]: Json }[]> = {
  "human.ask": [{ question: "Go on?", member: "ann@team.example" }],
  "wait.until": [{ tool: "t.read", condition: "output.n > 1" }],
};
