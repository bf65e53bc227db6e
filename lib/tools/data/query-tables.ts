import { constants, DatabaseSync, type StatementSync } from "node:sqlite";
import { BrokenCsv, parseCsv } from "#lib/knowledge/parse-csv.ts";
import { exactAggregates } from "./exact-aggregates.ts";
import type { QueryAnswer, QueryJob, QueryTable, TableColumn } from "./query-io.ts";
import { readRows } from "./read-rows.ts";
import { calculates, notAQuestion, sqlTokens, withLines, type SqlToken } from "./sql-tokens.ts";
import { typeColumns } from "./type-columns.ts";

/** A table that was filled, as answers tell of it. */
export type FilledTable = { table: string; rows: number; columns: TableColumn[] };

/** Far less than SQLite allows: what a question about tables needs. */
const LIMITS = {
  length: 5_000_000,
  sqlLength: 100_000,
  exprDepth: 200,
  compoundSelect: 50,
  likePatternLength: 1_000,
  attach: 0,
  triggerDepth: 1,
};

/** What newer versions of Node 24 have, and the oldest that Planwright runs on has not. */
type Newer = {
  limits?: Record<string, number>;
  setAuthorizer?: (authorise: (action: number, name: string | null, of: string | null) => number) => void;
};

/** Something is wrong with the question; the message is a sentence for a person. */
class WrongQuery extends Error {}

/**
 * Answers a question in SQL from documents, in a database in memory that holds nothing but them. It may take any time and memory: it
 * runs in a confined process.
 */
export function queryTables({ sql, limit, tables }: QueryJob): QueryAnswer {
  const tokens = sqlTokens(sql);
  const problem = notAQuestion(tokens);
  if (problem !== null) return { wrong: problem, unknownTable: false };
  const database = new DatabaseSync(":memory:");
  const badFigure = exactAggregates(database);
  try {
    const filled = tables.map((one) => fill(database, one));
    confine(database);
    return { ...ask(database, sql, tokens, limit, filled), tables: filled };
  } catch (thrown) {
    const cause = badFigure() ?? thrown;
    if (!isSqlError(cause)) throw cause;
    return { wrong: cause.message, unknownTable: cause.message.startsWith("no such table: ") };
  } finally {
    database.close();
  }
}

function isSqlError(cause: unknown): cause is Error {
  return cause instanceof Error && !(cause instanceof TypeError) && !(cause instanceof RangeError);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Makes a table of a document: each row's hidden number is its line in the file. */
function fill(database: DatabaseSync, { table, document, content }: QueryTable): FilledTable {
  const parsed = readCsv(document, content);
  const columns = typeColumns(parsed);
  const defined = columns.map(({ name, type }) => `${quoted(name)} ${storage(type)}`).join(", ");
  database.exec(`create table ${quoted(table)} (${defined})`);
  const names = ["_rowid_", ...columns.map(({ name }) => quoted(name))];
  // A file may have a column of the hidden number's name; then its rows cannot be told by it.
  const hidden = columns.every(({ name }) => name.toLowerCase() !== "_rowid_");
  const used = hidden ? names : names.slice(1);
  const insert = database.prepare(
    `insert into ${quoted(table)} (${used.join(", ")}) values (${used.map(() => "?").join(", ")})`,
  );
  database.exec("begin");
  parsed.rows.forEach(({ line }, at) => {
    const cells = columns.map((column) => column.cells[at] ?? null);
    insert.run(...(hidden ? [line, ...cells] : cells));
  });
  database.exec("commit");
  const told = columns.map(({ name, type, unit }) => ({ name, type, unit }));
  return { table, rows: parsed.rows.length, columns: told };
}

function readCsv(document: string, content: string) {
  try {
    return parseCsv(content);
  } catch (cause) {
    if (cause instanceof BrokenCsv) throw new WrongQuery(`${document}: ${cause.message}`, { cause });
    throw cause;
  }
}

/** A decimal is stored as one even where it has no decimals; a text never becomes a number. */
function storage(type: TableColumn["type"]): string {
  if (type === "integer") return "integer";
  return type === "decimal" ? "real" : "text";
}

/** From here on the database can only be read. */
function confine(database: DatabaseSync): void {
  database.exec("pragma temp_store = memory; pragma trusted_schema = off; pragma query_only = on;");
  const newer: Newer = database;
  if (newer.limits) Object.assign(newer.limits, LIMITS);
  newer.setAuthorizer?.((action, name, of) => {
    if (action === constants.SQLITE_SELECT || action === constants.SQLITE_RECURSIVE)
      return constants.SQLITE_OK;
    if (action === constants.SQLITE_READ) {
      return /^(?:sqlite_|pragma_|dbstat|bytecode|tables_used)/i.test(name ?? "")
        ? constants.SQLITE_DENY
        : constants.SQLITE_OK;
    }
    if (action === constants.SQLITE_FUNCTION)
      return FORBIDDEN.has(of ?? "") ? constants.SQLITE_DENY : constants.SQLITE_OK;
    return constants.SQLITE_DENY;
  });
}

/** Functions that reach beyond a question, or give something else each time. */
const FORBIDDEN = new Set(["load_extension", "random", "randomblob", "fts3_tokenizer", "sqlite_log"]);

function ask(
  database: DatabaseSync,
  sql: string,
  tokens: readonly SqlToken[],
  limit: number,
  filled: readonly FilledTable[],
) {
  const calculated = calculates(tokens);
  const cited = withLines(sql, tokens);
  const statement = cited === null ? null : tryPrepare(database, cited);
  const table = filled.find((one) => one.table === statement?.columns().at(-1)?.table)?.table;
  if (statement && table !== undefined) {
    const { lines, ...result } = readRows(statement, { limit, filled, calculated, withLine: true });
    return { ...result, cited: { table, lines } };
  }
  const { lines: _, ...result } = readRows(prepare(database, sql, filled), {
    limit,
    filled,
    calculated,
    withLine: false,
  });
  return { ...result, cited: null };
}

function tryPrepare(database: DatabaseSync, sql: string): StatementSync | null {
  try {
    return database.prepare(sql);
  } catch {
    return null;
  }
}

function prepare(database: DatabaseSync, sql: string, filled: readonly FilledTable[]): StatementSync {
  try {
    return database.prepare(sql);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new WrongQuery(explained(said, filled), { cause });
  }
}

function explained(said: string, filled: readonly FilledTable[]): string {
  if (/^not authorized|^access to|prohibited/.test(said)) {
    return `Only tables of documents can be read here (${said}).`;
  }
  if (said.startsWith("no such column")) {
    const names = filled.map(
      ({ table, columns }) => `${table} has ${columns.map(({ name }) => name).join(", ")}`,
    );
    return `There is ${said.slice(0, 200)}. ${names.join("; ").slice(0, 1_500)}.`;
  }
  if (/syntax error|unrecognized token|incomplete input/.test(said)) {
    return `The query cannot be read: ${said.slice(0, 300)}. Names that are also SQL words need double quotes, texts single ones.`;
  }
  return said.slice(0, 500);
}
