import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { queryTables } from "./query-tables.ts";

const SALES = `channel,month,Ad spend,Revenue,code,note
Email,2026-01-01,0.10,"1,234.50",007,"two
lines"
Search,2026-01-01,0.20,$10,010,
Search,2026-02-01,1234.55,€0.05,011,x`;
const OTHER = "channel,owner\nEmail,Ada\nSearch,Grace";

function ask(sql: string, limit = 100, sales = SALES) {
  return queryTables({
    sql,
    limit,
    tables: [
      { table: "sales", document: "sales.csv", content: sales },
      { table: "owners", document: "owners.csv", content: OTHER },
    ],
  });
}
function rowsOf(sql: string, limit?: number, sales?: string) {
  const answer = ask(sql, limit, sales);
  if ("wrong" in answer) throw new Error(answer.wrong);
  return answer;
}
const wrongOf = (sql: string) => {
  const answer = ask(sql);
  return "wrong" in answer ? answer.wrong : `gave ${JSON.stringify(answer.rows)}`;
};

describe("columns", () => {
  test("hold what their cells are, and nothing that loses a digit", () => {
    const { tables } = rowsOf("select 1");
    expect(tables[0]?.columns).toEqual([
      { name: "channel", type: "text", unit: null },
      { name: "month", type: "date", unit: null },
      { name: "Ad_spend", type: "decimal", unit: null },
      // Two currencies in one column are no numbers to be added up.
      { name: "Revenue", type: "text", unit: null },
      { name: "code", type: "text", unit: null },
      { name: "note", type: "text", unit: null },
    ]);
  });

  test.each([
    ["1|2|n/a", "integer", null, [1, 2, null]],
    ["$1.50|-|$2", "decimal", "USD", [1.5, null, 2]],
    ["12%|7.5 %", "decimal", "percent", [12, 7.5]],
    ["1,5|2,25", "decimal", null, [1.5, 2.25]],
    ["1,234|12,345", "integer", null, [1234, 12_345]],
    ["1,5|1,234", "text", null, ["1,5", "1,234"]],
    ["0123|4567", "text", null, ["0123", "4567"]],
    ["1234567890123456|1", "text", null, ["1234567890123456", "1"]],
    ["0.1234567890123456|1", "text", null, ["0.1234567890123456", "1"]],
    ["5%|5", "text", null, ["5%", "5"]],
    ["1|two", "text", null, ["1", "two"]],
    ["(3.00)|+4", "decimal", null, [-3, 4]],
    ["2026-02-28|", "date", null, ["2026-02-28", null]],
    ["1/2/2026|3/4/2026", "text", null, ["1/2/2026", "3/4/2026"]],
  ])("%s is %s", (cells, type, unit, values) => {
    const content = `k;v\n${cells
      .split("|")
      .map((cell, at) => `${at};${cell}`)
      .join("\n")}`;
    const { columns, rows } = rowsOf("select v from sales", 10, content);
    expect(columns[0]).toMatchObject({ type, unit, exact: true });
    expect(rows.map(([cell]) => cell)).toEqual(values);
  });

  test("of the same name but for capitals get numbers, and odd names become ones that SQL can have", () => {
    const { columns } = rowsOf(
      "select * from sales",
      10,
      "A,a,Ad spend ($),  ,_rowid_x\n1,2,3,4,5".replace("  ", "é-ü"),
    );
    expect(columns.map(({ name }) => name)).toEqual(["A", "a_2", "Ad_spend", "é_ü", "rowid_x"]);
  });
});

describe("sums", () => {
  test("are those of the decimals as they are written", () => {
    expect(
      rowsOf("select sum(Ad_spend), total(Ad_spend), count(*) from sales where Ad_spend < 1").rows,
    ).toEqual([[0.3, 0.3, 2]]);
    const { rows, columns } = rowsOf(
      "select channel, sum(Ad_spend) s from sales group by channel order by s desc",
    );
    expect(rows).toEqual([
      ["Search", 1234.75],
      ["Email", 0.1],
    ]);
    expect(columns[1]).toMatchObject({ type: "decimal", exact: true });
    expect(
      rowsOf(
        "select sum(Ad_spend) over (order by month, Ad_spend rows between 1 preceding and current row) from sales",
      ).rows,
    ).toEqual([[0.1], [0.3], [1234.75]]);
    expect(rowsOf("select sum(Ad_spend) from sales where 0").rows).toEqual([[null]]);
  });

  test("agree with arithmetic in whole cents, whatever the figures", () => {
    const cents = fc.array(fc.integer({ min: -10_000_000_00, max: 10_000_000_00 }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(cents, (values) => {
        const written = values.map(
          (value) =>
            `${value < 0 ? "-" : ""}${Math.floor(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, "0")}`,
        );
        const { rows } = rowsOf(
          "select sum(v), avg(v), count(v) from sales",
          1,
          `k,v\n${written.map((v) => `x,${v}`).join("\n")}`,
        );
        const sum = values.reduce((a, b) => a + b, 0) / 100;
        expect(rows[0]?.[0]).toBe(sum === 0 ? 0 : sum);
        expect(rows[0]?.[2]).toBe(values.length);
      }),
      { numRuns: 60 },
    );
  });

  test("what is worked out by floating point says so", () => {
    const exact = (sql: string) => rowsOf(sql).columns.map((column) => column.exact);
    expect(exact("select Ad_spend * 3 from sales")).toEqual([false]);
    expect(rowsOf("select Ad_spend * 3 from sales where channel = 'Email'").rows).toEqual([[0.3]]);
    expect(exact("select avg(Ad_spend) from sales")).toEqual([false]);
    expect(exact("select count(*), max(Ad_spend), sum(Ad_spend) from sales")).toEqual([true, true, true]);
    expect(exact("select Ad_spend, channel from sales")).toEqual([true, true]);
  });

  test("of texts are refused instead of taken for 0", () => {
    expect(wrongOf("select sum(Revenue) from sales")).toMatch(
      /sum\(\) was given the text “1,234\.50”, which is no number/,
    );
    expect(wrongOf("select avg(channel) from sales")).toMatch(/avg\(\) was given the text “Email”/);
  });
});

describe("rows are cited", () => {
  test.each([
    ["select * from sales", [2, 4, 5]],
    ["select channel from sales where Ad_spend > 0.15 order by month desc, channel", [5, 4]],
    ["select upper(channel) as c from sales s limit 1", [2]],
    ["SELECT channel -- from, here\nFROM sales WHERE channel = 'from, x' or 1", [2, 4, 5]],
  ])("%s", (sql, lines) => {
    expect(rowsOf(sql).cited).toEqual({ table: "sales", lines });
  });

  test.each([
    "select count(*) from sales",
    "select distinct channel from sales",
    "select s.channel from sales s join owners o on s.channel = o.channel",
    "select s.channel from sales s, owners o",
    "select channel from sales union select channel from owners",
    "with x as (select * from sales) select * from x",
    "select channel from (select channel from sales)",
    "select group_concat(channel) from sales",
    "select value from json_each('[1,2]')",
    "select 1",
  ])("not where a row is made of several, or of none: %s", (sql) => {
    expect(rowsOf(sql).cited).toBeNull();
  });
});

describe("a wrong question is answered in words", () => {
  test.each([
    ["select foo from sales", /no such column: foo\. sales has channel, month, Ad_spend/],
    ['select "Ad spend" from sales', /no such column: "?Ad spend/],
    ["select * from nowhere", /^no such table: nowhere$/],
    ["selec 1", /begins with SELECT or WITH; this one begins with “selec”/],
    ["select from sales", /cannot be read: near "from"/],
    ["", /empty/],
    ["-- nothing", /empty/],
    ["select 1; select 2", /Only one query/],
    ["select 'a", /cannot be read/],
  ])("%j", (sql, message) => {
    expect(wrongOf(sql)).toMatch(message);
  });

  test("an unknown table is told apart, so that those there are can be listed", () => {
    expect(ask("select * from nowhere")).toMatchObject({ unknownTable: true });
    expect(ask("select foo from sales")).toMatchObject({ unknownTable: false });
  });

  test("a document that is no table says which line", () => {
    expect(ask("select 1", 1, "a,b\n1")).toMatchObject({
      wrong: expect.stringMatching(/^sales\.csv: Line 2/) as string,
    });
  });
});

test("no more rows than asked for, and no more text than fits", () => {
  expect(rowsOf("select * from sales", 2)).toMatchObject({ truncated: true, rows: [{}, {}] });
  expect(rowsOf("select * from sales", 3)).toMatchObject({ truncated: false });
  const { rows, truncated } = rowsOf(
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) select i, printf('%.15000c', 'x') from n",
    1_000,
  );
  expect(truncated).toBe(true);
  expect(JSON.stringify(rows).length).toBeLessThan(450_000);
});

test("columns of one name, and of names that mean something to objects, are told apart", () => {
  const { columns } = rowsOf('select 1 as a, 2 as a, 3 as "__proto__"');
  expect(columns.map(({ name }) => name)).toEqual(["a", "a_2", "proto"]);
});
