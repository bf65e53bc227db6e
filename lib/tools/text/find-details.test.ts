import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillFields } from "./fill-fields.ts";
import { findDetails } from "./find-details.ts";

describe("what a text's form tells", () => {
  test.each([
    ["on 2026-03-12.", "2026-03-12"],
    ["12 March 2026", "2026-03-12"],
    ["the 1st of May 2026", "2026-05-01"],
    ["March 12, 2026", "2026-03-12"],
    ["Sept. 3rd 2026", "2026-09-03"],
    ["31.12.2026", "2026-12-31"],
    ["31/12/2026", "2026-12-31"],
    ["12/31/2026", "2026-12-31"],
    ["5/5/2026", "2026-05-05"],
    // Which of the two is the month the text does not say.
    ["03/04/2026", null],
    ["2026-02-30", null],
  ])("the date in %j", (text, date) => {
    expect(findDetails(text).dates.map((found) => found.date)).toEqual([date]);
  });

  test.each([
    ["$40,000", 40_000, "USD"],
    ["€1.5m", 1_500_000, "EUR"],
    ["-£12.05", -12.05, "GBP"],
    ["USD 0.10", 0.1, "USD"],
    ["25 000 euros", 25_000, "EUR"],
    ["3.5 %", 3.5, "percent"],
    ["2.3 million people", 2_300_000, null],
    ["$0.1 billion", 100_000_000, "USD"],
  ])("the amount in %j", (text, value, unit) => {
    expect(findDetails(text).amounts).toMatchObject([{ value, unit, line: 1 }]);
  });

  test.each(["in 2026", "page 12", "3 m away", "version 1.2.3", "room 4k5"])("%j has no amount", (text) => {
    expect(findDetails(text).amounts).toEqual([]);
  });

  test("addresses and lines that name something, each with its line", () => {
    const text =
      "**Owner:** Ada (ada.l@example.org)\r\n- Site: https://example.org/a?b=(c).\n\nnot a pair http://x";
    const { emails, urls, pairs } = findDetails(text);
    expect(emails).toEqual([{ text: "ada.l@example.org", line: 1 }]);
    expect(urls.map(({ text: url, line }) => [url, line])).toEqual([
      ["https://example.org/a?b=(c", 2],
      ["http://x", 4],
    ]);
    expect(pairs).toEqual([
      { name: "Owner", value: "Ada (ada.l@example.org)", line: 1 },
      { name: "Site", value: "https://example.org/a?b=(c).", line: 2 },
    ]);
  });

  test("a text of any kind, and of any length, is read", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const found = findDetails(text);
        for (const { line } of Object.values(found).flat()) expect(line).toBeGreaterThan(0);
      }),
    );
    for (const part of ["1,", "1 ", "a@", "a.", "$", "1.1.", "http://", "x: ", "**", "12 may "]) {
      expect(findDetails(part.repeat(40_000)).dates.length).toBeLessThanOrEqual(200);
    }
  });
});

describe("fields without a model", () => {
  const TEXT = `Project name: Refill shop
Deadline: 12 March 2027
Total budget: $40,000 for all
Approved: yes
Contact: ada@example.org, or grace@example.org
Code: 0071`;
  const fill = (properties: Parameters<typeof fillFields>[0]) =>
    Object.fromEntries(
      [...fillFields(properties, findDetails(TEXT))].map(([name, { value, line }]) => [name, [value, line]]),
    );

  test("come from the lines that name them, as what they are to be", () => {
    expect(
      fill({
        projectName: { type: "string" },
        deadline: { type: "string", format: "date" },
        totalBudget: { type: "number" },
        approved: { type: "boolean" },
        code: { type: "string" },
      }),
    ).toEqual({
      projectName: ["Refill shop", 1],
      deadline: ["2027-03-12", 2],
      totalBudget: [40_000, 3],
      approved: [true, 4],
      code: ["0071", 6],
    });
  });

  test("else from what is of their kind, and are left out when nothing is", () => {
    expect(
      fill({
        email: { type: "string" },
        emails: { type: "array", items: { type: "string", format: "email" } },
        price: { type: "number" },
        due: { type: "string", format: "date" },
        colour: { type: "string" },
        website: { type: "string", format: "uri" },
      }),
    ).toEqual({
      email: ["ada@example.org", 5],
      emails: [["ada@example.org", "grace@example.org"], 5],
      price: [40_000, 3],
      due: ["2027-03-12", 2],
    });
  });

  test("are never what the schema does not allow", () => {
    expect(
      fill({ totalBudget: { type: "number", maximum: 10 }, deadline: { type: "string", enum: ["never"] } }),
    ).toEqual({});
    expect(fill({ code: { type: "object" }, approved: { type: "integer" } })).toEqual({});
  });
});
