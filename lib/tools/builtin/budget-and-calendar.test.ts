import { resultOf } from "#lib/testing/tool-result.ts";
import { describe, expect, it } from "vitest";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { AllocationOutput } from "../budget/budget-io.ts";
import type { CalendarOutput } from "../calendar/calendar-io.ts";
import type { ToolContext } from "../contract.ts";
import { budgetAllocate } from "./budget-allocate.ts";
import { calendarBuild } from "./calendar-build.ts";

function context(goalBudget: GoalAnalysis["goalBudget"], idempotencyKey = "key"): ToolContext {
  const goal = { goalBudget } as GoalAnalysis;
  // These two tools read the goal's budget, the signal and the key; they have no business with the rest.
  return {
    goal,
    idempotencyKey,
    signal: new AbortController().signal,
    origins: [],
  } as unknown as ToolContext;
}

const FORTY = { cents: 4_000_000, currency: "USD" };

async function allocate(args: object, goalBudget: GoalAnalysis["goalBudget"] = FORTY) {
  const parsed = budgetAllocate.input.parse(args);
  return (await resultOf(budgetAllocate.run(parsed, context(goalBudget)))).output as AllocationOutput;
}

async function build(args: object, key = "key") {
  return (await resultOf(calendarBuild.run(calendarBuild.input.parse(args), context(null, key))))
    .output as CalendarOutput;
}

describe("budget.allocate", () => {
  it("refuses more than the goal's budget and says by how much", async () => {
    const args = { totalCents: 4_000_001, names: ["A"] };
    await expect(allocate(args)).rejects.toMatchObject({
      code: "over_budget",
      retryable: false,
      message: "$40,000.01 is $0.01 above the goal's budget of $40,000.00.",
    });
    await expect(allocate({ ...args, totalCents: 4_000_000 })).resolves.toMatchObject({
      sumCents: 4_000_000,
    });
    await expect(allocate(args, null)).resolves.toMatchObject({ sumCents: 4_000_001 });
  });

  it("does not compare different currencies", async () => {
    const args = { totalCents: 1, names: ["A"], currency: "EUR" };
    await expect(allocate(args)).rejects.toMatchObject({ code: "bad_input" });
  });

  it("gives equal shares to names, to the cent", async () => {
    const { lines, sumCents } = await allocate({
      totalCents: 10_000,
      names: ["A", "B", "C"],
      reserveShare: 0,
    });
    expect(lines.map((line) => line.cents)).toEqual([3_334, 3_333, 3_333]);
    expect(sumCents).toBe(10_000);
  });

  it("weighs by return on spend, leaves out what lost money, and cites each group's rows", async () => {
    const groups = [
      { name: "A", lines: [2, 5], returnOnSpend: 3 },
      { name: "B", lines: [3], returnOnSpend: 1 },
      { name: "C", lines: [4], returnOnSpend: 0.5 },
      { name: "D", lines: [6], returnOnSpend: null },
    ];
    const { lines } = await allocate({ totalCents: 100_000, groups, document: "m.csv" });
    expect(lines.map((line) => [line.name, line.cents])).toEqual([
      ["A", 54_000],
      ["B", 18_000],
      ["C", 0],
      ["D", 18_000],
      ["Reserve", 10_000],
    ]);
    expect(lines[0]?.cites).toEqual([
      { document: "m.csv", line: 2 },
      { document: "m.csv", line: 5 },
    ]);
  });

  it("asks for what is missing", async () => {
    await expect(allocate({ totalCents: 1 })).rejects.toMatchObject({ code: "bad_input" });
    const groups = [{ name: "A", lines: [1], returnOnSpend: 1 }];
    await expect(allocate({ totalCents: 1, groups })).rejects.toMatchObject({ code: "bad_input" });
    expect(budgetAllocate.input.safeParse({ totalCents: 0.5, names: ["A"] }).success).toBe(false);
  });
});

describe("calendar.build", () => {
  const JANUARY = { from: "2027-01-01", to: "2027-01-31", items: ["a", "b"], channels: ["Email", "Blog"] };

  it.each([1, 2, 3, 4, 5])("keeps to weekdays within the period at %i a week", async (perWeek) => {
    const { entries } = await build({ ...JANUARY, perWeek });
    for (const { date } of entries) {
      expect(date >= JANUARY.from && date <= JANUARY.to).toBe(true);
      expect([0, 6]).not.toContain(new Date(date).getUTCDay());
    }
    expect(new Set(entries.map((entry) => entry.date)).size).toBe(entries.length);
    expect(entries.filter((entry) => entry.date >= "2027-01-04" && entry.date <= "2027-01-08")).toHaveLength(
      perWeek,
    );
  });

  it("gives each item of a list of tasks one day, in order, from the first day to the last", async () => {
    const tasks = { ...JANUARY, items: ["pack", "move", "unpack"], once: true };
    const { entries } = await build(tasks);
    expect(entries.map(({ date, title }) => `${date} ${title}`)).toEqual([
      "2027-01-01 Pack",
      "2027-01-15 Move",
      "2027-01-29 Unpack",
    ]);
    const day = await build({ ...tasks, to: "2027-01-01" });
    expect(day.entries.map(({ date }) => date)).toEqual(Array(3).fill("2027-01-01"));
    const weekend = await build({ ...tasks, from: "2027-01-02", to: "2027-01-03" });
    expect(weekend.entries).toHaveLength(3);
    const one = await build({ ...tasks, items: ["move"] });
    expect(one.entries).toMatchObject([{ date: "2027-01-01" }]);
  });

  it("uses every item before any comes again, and then on another channel with another title", async () => {
    const { entries } = await build(JANUARY);
    expect(entries.slice(0, 4).map((entry) => [entry.title.split(":")[0], entry.channel])).toEqual([
      ["A", "Email"],
      ["B", "Blog"],
      ["A", "Blog"],
      ["B", "Email"],
    ]);
    expect(new Set(entries.slice(0, 4).map((entry) => entry.title)).size).toBe(4);
  });

  it("takes another weekday when a short period misses the usual ones, and refuses a weekend", async () => {
    const friday = { ...JANUARY, from: "2027-01-01", to: "2027-01-03" };
    expect((await build(friday)).entries.map((entry) => entry.date)).toEqual(["2027-01-01"]);
    const weekend = { ...JANUARY, from: "2027-01-02", to: "2027-01-03" };
    await expect(build(weekend)).rejects.toMatchObject({
      code: "bad_input",
      message: expect.stringContaining("no weekday") as string,
    });
  });

  it("refuses a period that ends before it begins, is endless, or has impossible days", async () => {
    await expect(build({ ...JANUARY, to: "2026-12-31" })).rejects.toMatchObject({ code: "bad_input" });
    await expect(build({ ...JANUARY, to: "2099-12-31" })).rejects.toMatchObject({ code: "bad_input" });
    expect(calendarBuild.input.safeParse({ ...JANUARY, to: "2027-02-30" }).success).toBe(false);
  });

  it("leaves out channels that lost money, unless all did", async () => {
    const channels = [
      { name: "Good", returnOnSpend: 2 },
      { name: "Bad", returnOnSpend: 0.9 },
    ];
    const used = async (given: object[]) =>
      new Set((await build({ ...JANUARY, channels: given })).entries.map((entry) => entry.channel));
    expect(await used(channels)).toEqual(new Set(["Good"]));
    expect(await used(channels.slice(1))).toEqual(new Set(["Bad"]));
  });

  it("writes the same bytes for the same call, in any time zone, and other UIDs for another", async () => {
    const zone = process.env.TZ;
    try {
      const [first, second] = [await build(JANUARY), await build(JANUARY, "other")];
      process.env.TZ = "America/Los_Angeles";
      expect(await build(JANUARY)).toEqual(first);
      process.env.TZ = "Pacific/Auckland";
      expect(await build(JANUARY)).toEqual(first);
      const uids = (output: CalendarOutput) => output.files[0]?.content.match(/^UID:.+$/gm);
      expect(uids(first)).not.toEqual(uids(second));
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it("keeps line breaks and formulas in titles from becoming anything else", async () => {
    const { files } = await build({ ...JANUARY, items: ["x\r\nEND:VCALENDAR"], channels: ["=1+1"] });
    expect(files[0]?.content.match(/END:VCALENDAR\r?$/gm)).toHaveLength(1);
    expect(files[0]?.content).toMatch(/END:VCALENDAR\r\n$/);
    expect(files[1]?.content).toContain(",'=1+1\n");
  });
});
