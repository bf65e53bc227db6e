import { describe, expect, it } from "vitest";
import { parseCsv } from "#lib/knowledge/parse-csv.ts";
import { analyseTable } from "./analyse-table.ts";

const analyse = (csv: string, question = "") => analyseTable(parseCsv(csv), question);

const CSV = `Month,Campaign,Ad Spend,Clicks,CTR,Revenue
2026-01,Spring,"$1,000.10",10,1.5%,"$2,000.30"
2026-02,Spring,$0.20,20,2%,$0.40

2026-02,Autumn,$500.00,n/a,1%,$100.00
`;

describe("analyseTable", () => {
  it("tells columns apart, sums exactly and cites the rows' lines", () => {
    const result = analyse(CSV);
    expect(result).toMatchObject({ rows: 3, dimension: "Campaign", currency: "USD" });
    expect(result.columns.map((column) => column.kind)).toEqual([
      "date",
      "text",
      "money",
      "number",
      "percent",
      "money",
    ]);
    expect(result.groups).toEqual([
      {
        name: "Spring",
        lines: [2, 3],
        sums: { "Ad Spend": 1000.3, Clicks: 30, Revenue: 2000.7 },
        returnOnSpend: 2.0001,
      },
      { name: "Autumn", lines: [5], sums: { "Ad Spend": 500, Clicks: 0, Revenue: 100 }, returnOnSpend: 0.2 },
    ]);
    expect(result.totals.sums).toEqual({ "Ad Spend": 1500.3, Clicks: 30, Revenue: 2100.7 });
  });

  it("says what stands out with the lines it rests on", () => {
    const texts = analyse(CSV).findings;
    expect(texts).toContainEqual({
      text: "Spring returned most: 2.00 for each 1.00 spent ($2,000.70 on $1,000.30).",
      lines: [2, 3],
    });
    expect(texts.find((finding) => finding.text.startsWith("Autumn returned least"))?.text).toContain(
      "less than it cost",
    );
  });

  it("groups by the column that the question names", () => {
    const csv = "region,product,sales\nNorth,Tub,1\nSouth,Tub,2\nSouth,Bar,3\n";
    expect(analyse(csv, "Sales by region?").dimension).toBe("region");
    expect(analyse(csv, "Which product sells?").dimension).toBe("product");
  });

  it("works without spend and revenue", () => {
    const result = analyse("city,visits\nA,3\nB,9\nA,1\n");
    expect(result.groups.map((group) => [group.name, group.returnOnSpend])).toEqual([
      ["B", null],
      ["A", null],
    ]);
    expect(result.findings).toEqual([{ text: "B has most visits: 9 of 13 (69.2%).", lines: [3] }]);
  });

  it("says how the return changed over time", () => {
    const rows = ["01", "02", "03", "04"].map((month, at) => `2026-${month},A,100,${at < 2 ? 100 : 200}`);
    const [trend] = analyse(["month,channel,spend,revenue", ...rows].join("\n")).findings.slice(-1);
    expect(trend?.text).toBe("The return of A rose: 1.00 for each 1.00 spent up to 2026-02, 2.00 after it.");
  });

  it("gives no return where nothing was spent", () => {
    expect(analyse("channel,spend,revenue\nA,0,5\n").groups[0]?.returnOnSpend).toBeNull();
  });

  it.each([
    [
      "a figure that cannot be read",
      "channel,spend\nA,1\nB,2\nC,3\nD,4\nE,five\n",
      /Line 6 .*"five".*"spend"/,
    ],
    ["mixed currencies", "channel,spend\nA,$1\nB,€2\n", /mixes USD and EUR/],
    ["no column of names", "a,b\n1,2\n", /no column of names/],
    ["more rows than can be cited", `channel,spend\n${"A,1\n".repeat(20_001)}`, /20001 rows; 20000 are/],
    ["no column of numbers", "a,b\nx,y\n", /no column of numbers/],
  ])("refuses %s in plain words", (_, csv, message) => {
    expect(() => analyse(csv)).toThrow(message);
  });
});
