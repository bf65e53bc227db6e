import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import { loadSampleWorkspace } from "#lib/services/load-sample-workspace.ts";
import { saveDocument } from "#lib/services/save-document.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { NO_MODELS } from "#lib/models/no-models.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import type { AllocationOutput } from "./budget/budget-io.ts";
import type { CalendarOutput } from "./calendar/calendar-io.ts";
import type { Citation } from "./citation.ts";
import type { ToolContext } from "./contract.ts";
import type { KeywordsOutput } from "./keywords/keywords-io.ts";
import type { MetricsOutput } from "./metrics/metrics-io.ts";
import { resultOf, UNATTENDED } from "#lib/testing/tool-result.ts";
import { TOOLS } from "./registry.ts";
import type { SearchOutput } from "./search/search-io.ts";
import type { TextOutput } from "./text/text-io.ts";

const { prisma } = await testDb();

const CSV = "marketing-metrics-2026.csv";
const sample = (name: string) => readFile(`lib/knowledge/sample/${name}`, "utf8");

const GOAL: GoalAnalysis = {
  text: "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000",
  topic: "eco-products",
  deliverable: "marketing strategy",
  period: { from: "2027-01-01", to: "2027-03-31", words: "next quarter" },
  goalBudget: { cents: 4_000_000, currency: "USD" },
  audience: null,
  keywords: ["eco-products", "marketing strategy"],
  explicitSteps: [],
  explicitDependencies: [],
  musts: [],
  mustNots: [],
  assumptions: [],
};

type Document = { markdown: string; sections: { heading: string; stepIds: string[] }[] };

/** Runs the tools of the reference plan by hand, each on the outputs of the ones before it. */
async function runChain(ctx: ServiceContext) {
  const run = async <O>(
    stepId: string,
    name: string,
    args: unknown,
    origins: ToolContext["origins"] = [],
  ): Promise<O> => {
    const tool = TOOLS.get(name);
    if (!tool) throw new Error(`There is no tool ${name}.`);
    const context: ToolContext = {
      workspaceId: ctx.actor.workspaceId,
      runId: "0".repeat(26),
      stepId,
      goal: GOAL,
      origins,
      now: new Date("2026-11-23T09:00:00Z"),
      signal: new AbortController().signal,
      idempotencyKey: `chain-${stepId}`,
      heartbeat: () => undefined,
      missing: [],
      asking: () => Promise.resolve(NO_MODELS),
      write: () => undefined,
      ...UNATTENDED,
      db: prisma,
    };
    const result = await resultOf(tool.run(tool.input.parse(args), context));
    return tool.output.parse(result.output) as O;
  };
  const search = (stepId: string, query: string) => run<SearchOutput>(stepId, "knowledge.search", { query });
  const research = await search("research", "market research for eco-products: customers, competitors");
  const channels = await search("channels", "promotion channels for eco-friendly products");
  const earlier = await search("earlier", "eco-products marketing strategy lessons");
  const topic = GOAL.topic;
  const passages = [...research.passages, ...earlier.passages];
  const keywords = await run<KeywordsOutput>("keywords", "keywords.extract", { passages, topic });
  const metrics = await run<MetricsOutput>("metrics", "metrics.analyse", {
    question: "return on spend by channel",
  });
  const allocation = await run<AllocationOutput>("budget", "budget.allocate", {
    totalCents: 4_000_000,
    groups: metrics.groups,
    document: metrics.document,
  });
  const calendar = await run<CalendarOutput>("calendar", "calendar.build", {
    from: "2027-01-01",
    to: "2027-03-31",
    items: keywords.keywords,
    channels: metrics.groups,
    title: "Content plan for eco-products",
  });
  const text = await run<TextOutput>("channel-text", "text.write", {
    brief: "Choose the promotion channels and say why.",
    topic,
    material: [channels, metrics, keywords],
  });
  const parts = [
    { id: "research", heading: "Market research", content: research },
    { id: "keywords", heading: "Keywords", content: keywords },
    { id: "calendar", heading: "Content plan", content: calendar },
    { id: "channel-text", heading: "Promotion channels", content: text },
    { id: "metrics", heading: "What the figures say", content: metrics },
    { id: "budget", heading: "Budget allocation", content: allocation },
  ];
  const document = await run<Document>(
    "compose",
    "document.compose",
    {
      title: "Marketing strategy for eco-products, first quarter of 2027",
      sections: parts.map(({ heading, content }) => ({ heading, content })),
    },
    parts.map(({ id, heading }, at) => ({
      path: ["sections", at, "content"],
      stepId: id,
      stepTitle: heading,
    })),
  );
  return { research, channels, earlier, keywords, metrics, allocation, calendar, text, document };
}

const member = await newMember(prisma);
await loadSampleWorkspace({ ctx: member.ctx, input: {} });
const chain = await runChain(member.ctx);

test("the searches find passages that stand in the sample files, word for word, at their line", async () => {
  for (const { passages } of [chain.research, chain.channels, chain.earlier]) {
    expect(passages.length).toBeGreaterThanOrEqual(3);
    for (const { document, line, text } of passages) {
      const lines = (await sample(document)).split("\n");
      expect(lines.slice(line - 1, line - 1 + text.split("\n").length).join("\n")).toBe(text);
    }
  }
});

test("every citation leads to a line of a sample file that says it", async () => {
  const cite = async ({ document, line }: Citation) => (await sample(document)).split("\n")[line - 1] ?? "";
  for (const { keyword, sources } of chain.keywords.keywords) {
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) {
      const stem = keyword.split(/[ -]/)[0]?.replace(/(?:ies|es|s|y)$/, "") ?? "";
      expect((await cite(source)).toLowerCase()).toContain(stem);
    }
  }
  for (const { name, cites } of chain.allocation.lines.filter((line) => line.name !== "Reserve")) {
    expect(cites).toHaveLength(6);
    for (const source of cites) expect(await cite(source)).toContain(`,${name},`);
  }
  expect(chain.text.citations.length).toBeGreaterThan(5);
  for (const source of chain.text.citations) expect((await cite(source)).trim()).not.toBe("");
});

test("the sums are exact, in the figures and in the allocation", async () => {
  const rows = (await sample(CSV))
    .trim()
    .split("\n")
    .slice(1)
    .map((row) => row.split(","));
  const cents = (cell: string | undefined) => Number((cell ?? "").replace(".", ""));
  for (const group of chain.metrics.groups) {
    const own = rows.filter((row) => row[1] === group.name);
    const [spend, revenue] = [2, 6].map((at) => own.reduce((sum, row) => sum + cents(row[at]), 0));
    expect(group.sums["spend"]).toBe((spend ?? 0) / 100);
    expect(group.sums["revenue"]).toBe((revenue ?? 0) / 100);
    expect(group.returnOnSpend).toBeCloseTo((revenue ?? 0) / (spend ?? 1), 4);
  }
  const { lines, sumCents, totalCents } = chain.allocation;
  expect(sumCents).toBe(4_000_000);
  expect(totalCents).toBe(4_000_000);
  expect(lines.reduce((sum, line) => sum + line.cents, 0)).toBe(4_000_000);
  expect(lines.find((line) => line.name === "Reserve")?.cents).toBe(400_000);
  expect(lines.find((line) => line.name === "Display advertising")?.cents).toBe(0);
  const paid = lines.filter((line) => line.cents > 0 && line.name !== "Reserve");
  expect(paid.map((line) => line.name)).toEqual(chain.metrics.groups.slice(0, 5).map((group) => group.name));
  expect(paid.map((line) => line.cents)).toEqual(paid.map((line) => line.cents).toSorted((a, b) => b - a));
});

test("every date is a weekday of the period, and the files hold every entry", () => {
  const { entries, files } = chain.calendar;
  expect(entries).toHaveLength(25);
  // Tuesdays and Thursdays, on the five channels that paid for themselves.
  expect(new Set(entries.map((entry) => entry.channel)).size).toBe(5);
  for (const { date } of entries) {
    expect(date >= "2027-01-01" && date <= "2027-03-31").toBe(true);
    expect([0, 6]).not.toContain(new Date(date).getUTCDay());
  }
  const [ics, csv] = files;
  expect(ics?.name).toBe("content-plan-for-eco-products.ics");
  expect(ics?.content.match(/^DTSTART;VALUE=DATE:2027(?:01|02|03)\d\d\r?$/gm)).toHaveLength(25);
  expect(new Set(ics?.content.match(/^UID:.+$/gm)).size).toBe(25);
  expect(csv?.content.trim().split("\n")).toHaveLength(26);
});

test("each section names the step it came from, and the document says how it was made", () => {
  const { markdown, sections } = chain.document;
  expect(sections).toEqual([
    { heading: "Market research", stepIds: ["research"] },
    { heading: "Keywords", stepIds: ["keywords"] },
    { heading: "Content plan", stepIds: ["calendar"] },
    { heading: "Promotion channels", stepIds: ["channel-text"] },
    { heading: "What the figures say", stepIds: ["metrics"] },
    { heading: "Budget allocation", stepIds: ["budget"] },
  ]);
  for (const { heading, stepIds } of sections)
    expect(markdown).toContain(`*From the step ${heading} (\`${stepIds[0]}\`).*`);
  expect(markdown).toMatch(/^# Marketing strategy for eco-products/);
  expect(markdown).toContain("No language model wrote it");
  expect(markdown).toContain("| Total | $40,000.00 | 100% |");
  expect(markdown).toContain("marketing-metrics-2026.csv, lines 2 to 37");
});

test("the same plan on the same documents gives the same result", async () => {
  expect(await runChain(member.ctx)).toEqual(chain);
});

test("changing the CSV changes the figures, the allocation and the document", async () => {
  const other = await newMember(prisma);
  await loadSampleWorkspace({ ctx: other.ctx, input: {} });
  const content = (await sample(CSV)).replace(/^(2026-09,Display advertising,.*,)[\d.]+$/m, "$190685.06");
  await saveDocument({ ctx: other.ctx, input: { name: CSV, kind: "csv", content } });
  const changed = await runChain(other.ctx);
  const cents = (lines: AllocationOutput["lines"]) =>
    lines.find((line) => line.name === "Display advertising")?.cents;
  expect(cents(changed.allocation.lines)).toBeGreaterThan(1_000_000);
  expect(cents(chain.allocation.lines)).toBe(0);
  expect(changed.allocation.sumCents).toBe(4_000_000);
  expect(changed.metrics.groups[0]?.name).toBe("Display advertising");
  expect(changed.document.markdown).not.toBe(chain.document.markdown);
});
