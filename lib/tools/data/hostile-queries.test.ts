import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ToolError } from "../contract.ts";
import { inConfinedProcess } from "../sandbox/confined-process.ts";
import { QueryAnswer } from "./query-io.ts";

/*
 * Queries that want to change, to get out, or to take all there is, in the very process that real ones run in. A query ends with words
 * about what is wrong with it, or with one of these codes; one that may give rows gives nothing of the outside.
 */
const folder = mkdtempSync(path.join(tmpdir(), "queries-"));
const target = path.join(folder, "made.db");
afterAll(() => rmSync(folder, { recursive: true }));

const CONTENT = "name,amount\na,1.50\nb,2.50";
const LIMITS = { what: "The query", seconds: 4, megabytes: 250, answerBytes: 1_000_000 };

async function ask(sql: string): Promise<string> {
  const job = { sql, limit: 100, tables: [{ table: "t", document: "t.csv", content: CONTENT }] };
  try {
    const given = await inConfinedProcess(
      "lib/tools/data/query-child.ts",
      job,
      LIMITS,
      new AbortController().signal,
    );
    const answer = QueryAnswer.parse(given);
    return "wrong" in answer ? "wrong" : JSON.stringify(answer.rows);
  } catch (error) {
    expect(error).toBeInstanceOf(ToolError);
    return (error as ToolError).code;
  }
}

const BOUND = ["too_slow", "out_of_memory", "too_large", "wrong"];
const COUNT = "with recursive n(i) as (select 1 union all select i + 1 from n)";

const QUERIES: [name: string, sql: string, ends: string[]][] = [
  ["insert", "insert into t values ('c', 3)", ["wrong"]],
  ["update", "update t set amount = 0", ["wrong"]],
  ["delete", "delete from t", ["wrong"]],
  ["drop", "drop table t", ["wrong"]],
  ["create", "create table u as select * from t", ["wrong"]],
  ["a second statement", "select 1; drop table t", ["wrong"]],
  ["a second statement behind a comment", "select 1 /* ; */ ; delete from t", ["wrong"]],
  ["an insert in a WITH", "with x as (select 1) insert into t select 'c', 3", ["wrong"]],
  ["a delete in a WITH that returns", "with x as (select 1) delete from t returning *", ["wrong"]],
  ["attach", `attach database '${target}' as other`, ["wrong"]],
  ["attach behind a comment", `/* select */ attach database '${target}' as other`, ["wrong"]],
  ["vacuum into a file", `vacuum into '${target}'`, ["wrong"]],
  ["a pragma", "pragma writable_schema = on", ["wrong"]],
  ["a pragma as a table", "select * from pragma_database_list", ["wrong"]],
  ["the schema", "select * from sqlite_schema", ["wrong"]],
  ["the schema by its old name", "select sql from sqlite_master", ["wrong"]],
  ["the statistics of the pages", "select * from dbstat", ["wrong"]],
  ["an extension", "select load_extension('/lib/x86_64-linux-gnu/libc.so.6')", ["wrong"]],
  ["reading a file", "select readfile('/etc/passwd')", ["wrong"]],
  ["writing a file", `select writefile('${target}', 'x')`, ["wrong"]],
  ["editing a file", "select edit('x', 'vi')", ["wrong"]],
  ["a tokenizer's address", "select fts3_tokenizer('simple')", ["wrong"]],
  ["a transaction", "begin", ["wrong"]],
  ["explain", "explain select * from t", ["wrong"]],
  ["chance", "select random(), hex(randomblob(8))", ["wrong"]],
  ["counting without end", `${COUNT} select count(*) from n`, BOUND],
  [
    "rows without end",
    `${COUNT} select i from n`,
    [JSON.stringify(Array.from({ length: 100 }, (_, at) => [at + 1]))],
  ],
  ["sorting without end", `${COUNT} select i, hex(zeroblob(500)) from n order by 2, 1 desc`, BOUND],
  ["collecting without end", `${COUNT} select group_concat(hex(zeroblob(500))) from n`, BOUND],
  [
    "collecting JSON without end",
    `${COUNT} select json_group_array(json_object('a', i, 'b', hex(zeroblob(99)))) from n`,
    BOUND,
  ],
  ["a distinct without end", `${COUNT} select distinct hex(zeroblob(500)) || i from n order by 1`, BOUND],
  [
    "a join of everything with everything",
    `select count(*) from ${Array.from({ length: 40 }, (_, at) => `t t${at}`).join(", ")}`,
    BOUND,
  ],
  ["a large blob", "select length(zeroblob(1000000000))", ["wrong", "[[1000000000]]"]],
  [
    "a text that doubles",
    `select length(${"replace(".repeat(40)}'ab', 'a', 'aa')${", 'a', 'aaaaaaaaaa')".repeat(39)})`,
    BOUND,
  ],
  ["a wide format", "select length(printf('%1000000000d', 1))", [...BOUND, "[[1000000000]]"]],
  [
    "a pattern that explodes",
    `select '${"a".repeat(4_000)}' like '${"%a".repeat(400)}b'`,
    [...BOUND, "[[0]]"],
  ],
  ["a glob that explodes", `select '${"a".repeat(4_000)}' glob '${"*a".repeat(400)}b'`, [...BOUND, "[[0]]"]],
  ["an expression in itself", `select ${"(".repeat(5_000)}1${")".repeat(5_000)}`, ["wrong"]],
  [
    "a query of queries",
    `select * from ${"(select * from ".repeat(300)}t${")".repeat(300)}`,
    [
      ...BOUND,
      "crashed",
      JSON.stringify([
        ["a", 1.5],
        ["b", 2.5],
      ]),
    ],
  ],
  ["very many unions", `select 1${" union all select 1".repeat(2_000)}`, ["wrong"]],
  ["JSON nested without end", `select json('${"[".repeat(20_000)}${"]".repeat(20_000)}')`, ["wrong"]],
  [
    "a recursive view of itself",
    "with recursive a as (select * from b), b as (select * from a) select * from a",
    ["wrong"],
  ],
  ["a name of very many letters", `select 1 as "${"x".repeat(200_000)}"`, BOUND],
  ["half a character", "select '\ud800', char(0), x'ff'", ["wrong", '[["\ufffd","","(1 bytes)"]]']],
];

describe("hostile queries", () => {
  test("there are at least twenty-five", () => {
    expect(QUERIES.length).toBeGreaterThanOrEqual(25);
  });

  test.each(QUERIES)(
    "%s",
    async (_, sql, ends) => {
      expect(ends).toContain(await ask(sql));
      expect(existsSync(target)).toBe(false);
    },
    30_000,
  );

  test("and the next query has all it needs", async () => {
    expect(await ask("select sum(amount) from t")).toBe("[[4]]");
  });
});
