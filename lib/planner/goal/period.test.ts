import { describe, expect, test } from "vitest";
import { readPeriod, readPeriods } from "./period.ts";

// A Monday in the fourth quarter.
const TODAY = "2026-11-23";

describe("periods, inclusive, seen from Monday 23 November 2026", () => {
  test.each<[string, string, string]>([
    ["next quarter", "2027-01-01", "2027-03-31"],
    ["this quarter", "2026-10-01", "2026-12-31"],
    ["last quarter", "2026-07-01", "2026-09-30"],
    ["Q1 2027", "2027-01-01", "2027-03-31"],
    ["Q1", "2027-01-01", "2027-03-31"],
    ["Q4", "2026-10-01", "2026-12-31"],
    ["Q1-Q2 2027", "2027-01-01", "2027-06-30"],
    ["the first quarter of 2027", "2027-01-01", "2027-03-31"],
    ["second half of 2027", "2027-07-01", "2027-12-31"],
    ["H1 2027", "2027-01-01", "2027-06-30"],
    ["this month", "2026-11-01", "2026-11-30"],
    ["next month", "2026-12-01", "2026-12-31"],
    ["in March", "2027-03-01", "2027-03-31"],
    ["in November", "2026-11-01", "2026-11-30"],
    ["in February 2028", "2028-02-01", "2028-02-29"],
    ["from November to February", "2026-11-01", "2027-02-28"],
    ["early March", "2027-03-01", "2027-03-10"],
    ["the next 6 weeks", "2026-11-23", "2027-01-03"],
    ["over the next three months", "2026-11-23", "2027-02-22"],
    ["within ten days", "2026-11-23", "2026-12-02"],
    ["a 90-day plan", "2026-11-23", "2027-02-20"],
    ["the past 6 months", "2026-05-01", "2026-10-31"],
    ["next week", "2026-11-30", "2026-12-06"],
    ["this weekend", "2026-11-28", "2026-11-29"],
    ["next year", "2027-01-01", "2027-12-31"],
    ["in 2028", "2028-01-01", "2028-12-31"],
    ["between 1 May and 12 June", "2027-05-01", "2027-06-12"],
    ["from May 1 to June 12 2027", "2027-05-01", "2027-06-12"],
    ["from 10 Dec to 5 Jan", "2026-12-10", "2027-01-05"],
    ["1-12 May", "2027-05-01", "2027-05-12"],
    ["May 1 - 12, 2027", "2027-05-01", "2027-05-12"],
    ["2027-05-01 to 2027-06-12", "2027-05-01", "2027-06-12"],
    ["by Friday", "2026-11-23", "2026-11-27"],
    ["next Friday", "2026-12-04", "2026-12-04"],
    ["by 15 March", "2026-11-23", "2027-03-15"],
    ["before 1 June 2027", "2026-11-23", "2027-05-31"],
    ["by the end of the quarter", "2026-11-23", "2026-12-31"],
    ["by the end of March", "2026-11-23", "2027-03-31"],
    ["until the end of next month", "2026-11-23", "2026-12-31"],
    ["by next quarter", "2026-11-23", "2026-12-31"],
    ["deadline: 1 May", "2026-11-23", "2027-05-01"],
    ["on 12 June", "2027-06-12", "2027-06-12"],
    ["tomorrow", "2026-11-24", "2026-11-24"],
    ["next summer", "2027-06-01", "2027-08-31"],
    ["a two-day conference in May", "2027-05-01", "2027-05-31"],
    ["review last quarter and plan next quarter", "2027-01-01", "2027-03-31"],
  ])("%s", (words, from, to) => {
    const period = readPeriod(`Plan something ${words}`, TODAY);
    expect(period && [period.from, period.to]).toEqual([from, to]);
  });

  test.each([
    "it may work",
    "this may take long",
    "march to victory",
    "12 steps",
    "the second draft",
    "6 weeks old",
  ])("%s names none", (words) => {
    expect(readPeriods(words, TODAY)).toEqual([]);
  });

  test("quarters follow the day they are seen from", () => {
    const next = (today: string) => readPeriod("next quarter", today);
    expect(next("2026-12-31")).toMatchObject({ from: "2027-01-01", to: "2027-03-31" });
    expect(next("2027-01-01")).toMatchObject({ from: "2027-04-01", to: "2027-06-30" });
  });

  test("says what it assumed", () => {
    expect(readPeriod("next summer", TODAY)?.assumption).toContain("northern");
    expect(readPeriod("starting 1 May", TODAY)).toMatchObject({ from: "2027-05-01", to: "2027-05-30" });
  });

  test("keeps the words it was read from", () => {
    expect(readPeriod("A strategy for next quarter, please", TODAY)?.words).toBe("next quarter");
  });
});
